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
  /** Role that a client needs for each method. An answer can require more. */
  readonly role: RequiredRole;
  /** Answers GET and HEAD. */
  readonly get?: Answer;
  /** Answers POST. */
  readonly post?: Answer;
  /** Answers PUT. */
  readonly put?: Answer;
  /** Answers DELETE. */
  readonly delete?: Answer;
}

/** Routes by path, with parameters in braces: `/operations/{id}`. */
export type HttpRoutes = Readonly<Record<string, HttpRoute>>;

/** Fields of a route with the answers, by method. */
export const METHODS = {
  GET: "get",
  HEAD: "get",
  POST: "post",
  PUT: "put",
  DELETE: "delete",
} as const;

const METHOD_NAMES = Object.keys(METHODS) as (keyof typeof METHODS)[];

/** Returns the answer of `route` to `method`, or `undefined` when it has none. */
export function answerOf(route: HttpRoute, method: string): Answer | undefined {
  const known = METHOD_NAMES.find((name) => name === method);
  return known && route[METHODS[known]];
}

/** Returns the methods of `route`. */
export function methodsOf(route: HttpRoute): string[] {
  return METHOD_NAMES.filter((method) => route[METHODS[method]] !== undefined);
}
