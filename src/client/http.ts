import type { PinkPageError } from "./error.ts";
import { Errors } from "./errors.ts";
import type * as wire from "./wire.ts";

/** Time for an answer, in milliseconds. */
const ANSWER_MS = 30_000;

/** HTTP endpoints of a service, read with the credentials of a client. */
export class Http {
  /** Errors of the service. */
  readonly errors: Errors;
  /** Address of the service, with a slash at its end. */
  readonly base: URL;
  /** Token of the service. Without one, a browser sends the cookie of its login. */
  readonly token: string | undefined;

  /** Creates the endpoints of the service at `url`, whose scheme may be that of a WebSocket. */
  constructor(url: string | URL, token?: string) {
    this.base = new URL(url);
    this.base.protocol = this.base.protocol.replace("ws", "http");
    this.base.search = this.base.hash = "";
    if (!this.base.pathname.endsWith("/")) this.base.pathname += "/";
    this.token = token;
    this.errors = new Errors(() => this.get("/api/v1/errors"));
  }

  /** Address of the WebSocket. */
  get socketUrl(): string {
    return new URL("ws/v1/stub", this.base).href.replace("http", "ws");
  }

  /**
   * Reads an endpoint. Parameters in braces are taken from `query` too.
   *
   * @throws {PinkPageError} the service's error, or 10001 when the service does not answer
   */
  async get<P extends keyof wire.HttpAnswers>(
    path: P,
    query?: wire.HttpQueries[P],
  ): Promise<wire.HttpAnswers[P]> {
    const url = this.#urlOf(path, query ?? {});
    const headers: Record<string, string> = {};
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    let answer: wire.HttpAnswers[P] | HttpError;
    let isGood: boolean;
    try {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
      isGood = response.ok;
      const isText = response.headers.get("content-type")?.startsWith("text");
      answer = await (isText ? response.text() : response.json());
    } catch (cause) {
      throw this.errors.unreachable(`${url.href} does not answer: ${String(cause)}`);
    }
    if (isGood) return answer as wire.HttpAnswers[P];
    throw this.#told(answer as HttpError);
  }

  #urlOf(path: string, query: Readonly<Record<string, unknown>>): URL {
    const rest = { ...query };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      delete rest[name];
      return encodeURIComponent(String(value));
    });
    const url = new URL(filled.slice(1), this.base);
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  #told({ error }: HttpError): PinkPageError {
    return this.errors.coded(error.code, error);
  }
}

/** Answer with a status of 400 and above. */
interface HttpError {
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly detail?: string | undefined;
  };
}
