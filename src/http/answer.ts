import { AppError } from "../errors.ts";

/** Answers with JSON. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...init.headers,
  };
  return new Response(`${JSON.stringify(body, null, 2)}\n`, { ...init, headers });
}

/** Answers with an error in the shape that every HTTP error of the service has. */
export function errorAnswer(
  error: AppError,
  { path, init }: { path: string; init?: ResponseInit },
): Response {
  const { code, message, detail, faults: validation_errors, status } = error;
  const fields = { code, message, detail, validation_errors };
  return json({ success: false, error: fields, path }, { status, ...init });
}

/** 405 with the methods that the path knows (RFC 9110, 15.5.6). */
export function methodNotAllowed(path: string, allowed: readonly string[]): Response {
  const error = new AppError("NOT_ALLOWED", `Use ${allowed.join(" or ")}`);
  return errorAnswer(error, {
    path,
    init: { status: 405, headers: { allow: allowed.join(", ") } },
  });
}

/** 426: the path speaks WebSocket only (RFC 9110, 15.5.22). */
export function upgradeRequired(path: string): Response {
  const headers = { upgrade: "websocket", connection: "Upgrade" };
  const error = new AppError("NOT_ALLOWED", "Connect with a WebSocket client");
  return errorAnswer(error, { path, init: { status: 426, headers } });
}
