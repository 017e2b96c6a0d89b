import { AppError } from "../errors.ts";
import type { TextAnswer } from "../protocol/rest/endpoint.ts";
import { errorHeaders } from "./error_headers.ts";

/** Status and headers of an answer. */
interface AnswerInit {
  /** HTTP status. Default: 200. */
  readonly status?: number;
  /** Headers besides those of every answer. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Header that forbids caches to keep an answer. */
const NO_STORE = { "cache-control": "no-store" } as const;

/** Returns an answer with JSON that is never cached. */
export function json(body: unknown, init: AnswerInit = {}): Response {
  const type = { "content-type": "application/json; charset=utf-8" };
  const headers = { ...type, ...NO_STORE, ...init.headers };
  return new Response(`${JSON.stringify(body, null, 2)}\n`, { ...init, headers });
}

/** Returns an answer with plain text that is never cached. */
export function plainText({ text, status = 200, headers }: TextAnswer): Response {
  const type = { "content-type": "text/plain; charset=utf-8" };
  return new Response(text, { status, headers: { ...type, ...NO_STORE, ...headers } });
}

/** Returns an answer with an error, in the shape of every HTTP error of the service. */
export function errorAnswer(
  error: AppError,
  { path, init }: { path: string; init?: AnswerInit },
): Response {
  const { code, message, detail, faults: validation_errors, status } = error;
  const fields = { code, message, detail, validation_errors };
  const headers = { ...init?.headers, ...errorHeaders(error) };
  return json({ success: false, error: fields, path }, { status, ...init, headers });
}

/** Returns a 405 answer with the methods of the path (RFC 9110, 15.5.6). */
export function methodNotAllowed(path: string, allowed: readonly string[]): Response {
  const error = new AppError("NOT_ALLOWED", `Use ${allowed.join(" or ")}`);
  return errorAnswer(error, {
    path,
    init: { status: 405, headers: { allow: allowed.join(", ") } },
  });
}

/** Returns a 426 answer: the path accepts only WebSocket upgrades (RFC 9110, 15.5.22). */
export function upgradeRequired(path: string): Response {
  const headers = { upgrade: "websocket", connection: "Upgrade" };
  const error = new AppError("NOT_ALLOWED", "Connect with a WebSocket client");
  return errorAnswer(error, { path, init: { status: 426, headers } });
}
