import type { Sender } from "../access/proxies.ts";
import type { Admission } from "../domain/admission.ts";
import type { RequiredRole } from "../protocol/user.ts";

/** Client that sent a request, and parameters of the path. */
export interface RequestInfo extends Sender {
  /** Admission of the client; that of a stranger where the route is open to anyone. */
  readonly admission: Admission;
  /** Values of the parameters in the path, still percent-encoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Function that answers a request. */
export type Answer = (request: Request, info: RequestInfo) => Response | Promise<Response>;

/** Path of the service: the role that a client needs, and the answers by method. */
export interface HttpRoute {
  /** Role that a client needs. */
  readonly role: RequiredRole;
  /** Answers GET and HEAD. */
  readonly get?: Answer;
  /** Answers POST. */
  readonly post?: Answer;
}

/** Routes by path, with parameters in braces: `/operations/{id}`. */
export type HttpRoutes = Readonly<Record<string, HttpRoute>>;

/** Returns the answer of `route` to `method`, or `undefined` when it has none. */
export function answerOf({ get, post }: HttpRoute, method: string): Answer | undefined {
  if (method === "GET" || method === "HEAD") return get;
  return method === "POST" ? post : undefined;
}

/** Returns the methods of `route`. */
export function methodsOf({ get, post }: HttpRoute): string[] {
  return [...(get ? ["GET", "HEAD"] : []), ...(post ? ["POST"] : [])];
}
