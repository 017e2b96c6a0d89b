import { PinkPageError } from "./error.ts";
import type { Http } from "./http.ts";
import { Socket, type SocketOptions } from "./socket.ts";
import type * as wire from "./wire.ts";

/** Time to connect and to resume, in milliseconds. */
const ATTEMPT_MS = 10_000;
/** Codes that another try cannot change: no token, a wrong one, one without the right. */
const FINAL_REFUSALS: readonly (number | null)[] = [11000, 11001, 11002];
/** Code of a refused resume. */
const CANNOT_RESUME = 50007;

/** Lost connection that can be resumed. */
export interface Resumable {
  /** Resume token of the lost connection. */
  readonly token: string;
  /** Numbers of the last output, to be tried in turn. */
  readonly seqs: readonly number[];
}

/** Options for {@linkcode attempt}. */
export interface AttemptOptions extends Pick<SocketOptions, "WebSocket" | "onEvent"> {
  /** Endpoints of the service. */
  readonly http: Http;
  /** Name and topics for `hello`; undefined without either. */
  readonly hello: wire.HelloData | undefined;
  /** Returns the connection to resume, if there is one. Called when the socket is open. */
  readonly resume: () => Resumable | undefined;
  /** Returns a new `request_id`. */
  readonly newId: () => string;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** Outcome of an attempt to connect. */
export type Attempted =
  | {
    /** `lost`: connected anew, for the resume was refused. */
    readonly kind: "new" | "resumed" | "lost";
    readonly socket: Socket;
    readonly welcome: wire.Welcome;
    /** Text of the refusal. */
    readonly detail?: string | undefined;
    /** Answer to the resume. */
    readonly resumed?: wire.Resumed;
  }
  | { readonly kind: "failed" }
  | { readonly kind: "refused"; readonly error: PinkPageError };

/** Connects once, and resumes the connection that was lost. */
export async function attempt(options: AttemptOptions): Promise<Attempted> {
  const { http, WebSocket, onEvent, signal } = options;
  const { token, socketUrl: url } = http;
  const socket = new Socket({ url, token, WebSocket, onEvent });
  const drop = () => socket.drop();
  const timer = setTimeout(drop, ATTEMPT_MS);
  signal.addEventListener("abort", drop);
  if (signal.aborted) drop();
  try {
    const welcome = await socket.welcome;
    if (welcome === undefined) return await refusal(options);
    const attempted = await settle({ ...options, socket, welcome });
    if (attempted.kind === "refused") socket.drop();
    return attempted;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", drop);
  }
}

/** Asks why a socket was refused, which browsers do not tell. */
async function refusal({ http, signal }: AttemptOptions): Promise<Attempted> {
  if (signal.aborted) return { kind: "failed" };
  try {
    await http.get("/api/v1/session", { limit: 1 });
  } catch (error) {
    if (error instanceof PinkPageError && FINAL_REFUSALS.includes(error.code)) {
      return { kind: "refused", error };
    }
  }
  return { kind: "failed" };
}

/** Resumes the lost connection over an open socket, or tells the name of a new one. */
async function settle(
  { socket, welcome, resume, newId, hello, http }:
    & AttemptOptions
    & { readonly socket: Socket; readonly welcome: wire.Welcome },
): Promise<Attempted> {
  const lost = resume();
  let detail: string | undefined;
  const seqs = [...lost?.seqs ?? []];
  for (const seq of seqs) {
    const data = { token: lost?.token ?? "", seq };
    const answer = await socket.ask({ type: "resume", data }, newId());
    if (answer?.type === "resumed") {
      return { kind: "resumed", socket, welcome, resumed: answer };
    }
    if (answer?.type !== "error") return { kind: "failed" };
    if (answer.error_code !== CANNOT_RESUME) {
      return { kind: "refused", error: http.errors.told(answer) };
    }
    detail = answer.detail;
    // Output is left out that the service does not keep any more.
    const { kept_seq = seq } = answer;
    if (!seqs.includes(kept_seq)) seqs.push(kept_seq);
  }
  if (hello !== undefined) {
    const answer = await socket.ask({ type: "hello", data: hello }, newId());
    if (answer === undefined) return { kind: "failed" };
    if (answer.type === "error") return { kind: "refused", error: http.errors.told(answer) };
  }
  return { kind: lost === undefined ? "new" : "lost", socket, welcome, detail };
}
