import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RequiredRole } from "../protocol/user.ts";
import { errorAnswer, methodNotAllowed } from "./answer.ts";
import { checkOrigin, type OriginPolicy } from "./origin.ts";

/** Address of the client and parameters of the path. */
export interface RequestInfo {
  /** Address of the client: `address:port`. */
  readonly address: string;
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

/** Returns the handler for `Deno.serve`. It logs each failure once and answers it once. */
export function createHandler(
  { routes, origins, log }: { routes: HttpRoutes; origins: () => OriginPolicy; log: Log },
): (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response> {
  const find = finder(routes);
  return async (request, { remoteAddr }) => {
    let path = "";
    try {
      path = pathOf(request);
      checkOrigin(request, origins());
      const { route, params } = find(path);
      const answer = answerOf(route, request.method);
      if (answer === undefined) return methodNotAllowed(path, methodsOf(route));
      return await answer(request, { address: addressOf(remoteAddr), params });
    } catch (cause) {
      const error = toAppError(cause);
      log[error.status >= 500 ? "error" : "warn"]("request failed", {
        method: request.method,
        path,
        error,
      });
      return errorAnswer(error, { path });
    }
  };
}

/**
 * Returns a function that finds the route of a path and the parameters in the path.
 *
 * @throws {AppError} 13000 when no route has the path, by that function
 */
function finder(
  routes: HttpRoutes,
): (pathname: string) => { route: HttpRoute; params: Record<string, string | undefined> } {
  const entries = Object.entries(routes).map(([template, route]) => ({
    route,
    pattern: new URLPattern({ pathname: template.replaceAll(/\{(\w+)\}/g, ":$1") }),
  }));
  return (pathname) => {
    for (const { route, pattern } of entries) {
      const match = pattern.exec({ pathname });
      if (match !== null) return { route, params: match.pathname.groups };
    }
    throw new AppError("NOT_FOUND", "Not found. GET / lists the endpoints");
  };
}

/**
 * Returns the path of a request.
 *
 * @throws {AppError} 12000 when the `Host` header makes no URL of the request (RFC 9110, 7.2)
 */
function pathOf(request: Request): string {
  if (URL.canParse(request.url)) return new URL(request.url).pathname;
  throw new AppError("VALIDATION_FAILED", "The Host header is not valid: send the host of the URL");
}

/** Returns the answer of `route` to `method`, or `undefined` when it has none. */
function answerOf({ get, post }: HttpRoute, method: string): Answer | undefined {
  if (method === "GET" || method === "HEAD") return get;
  return method === "POST" ? post : undefined;
}

/** Returns the methods of `route`. */
function methodsOf({ get, post }: HttpRoute): string[] {
  return [...(get ? ["GET", "HEAD"] : []), ...(post ? ["POST"] : [])];
}

function addressOf({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
