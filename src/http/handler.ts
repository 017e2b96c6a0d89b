import type { Access } from "../access/access.ts";
import { isSecureRequest, type ProxyPolicy, type Sender, senderOf } from "../access/proxies.ts";
import { type Admission, STRANGER } from "../domain/admission.ts";
import type { Refused } from "../access/refusals.ts";
import { permitRole } from "../domain/rights.ts";
import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { errorAnswer, methodNotAllowed } from "./answer.ts";
import { finder } from "./find_route.ts";
import { answerOf, type HttpRoutes, methodsOf } from "./http_route.ts";
import { asksForPage, needsLogin, seeLogin } from "./login/see_login.ts";
import { checkOrigin, type OriginPolicy } from "./origin.ts";
import { withSecurityHeaders } from "./security_headers.ts";

/** Options for {@linkcode createHandler}. */
export interface HandlerOptions {
  /** Routes of the service. */
  readonly routes: HttpRoutes;
  /** Returns the policy of the pages that may use the service. */
  readonly origins: () => OriginPolicy;
  /** Policy of requests that come through a proxy. */
  readonly proxies: ProxyPolicy;
  /** Gate of the service. */
  readonly access: Access;
  /** Called with each refusal of a request. */
  readonly onRefusal: (refused: Refused, refusal: AppError) => void;
  /** Log for refusals and failures. */
  readonly log: Log;
}

/** Handler for `Deno.serve`. */
type Handler = (request: Request, info: Pick<Info, "remoteAddr">) => Promise<Response>;
type Info = Deno.ServeHandlerInfo<Deno.NetAddr>;

/**
 * Returns the handler for `Deno.serve`. It logs each failure once and answers it once. Every answer
 * has the headers that restrict browsers.
 */
export function createHandler(options: HandlerOptions): Handler {
  const answer = answerer(options);
  return async (request, info) => {
    const connection = { peer: info.remoteAddr, policy: options.proxies };
    const isSecure = isSecureRequest(request.headers, connection);
    return withSecurityHeaders(await answer(request, info), { isSecure });
  };
}

function answerer(
  { routes, origins, proxies, access, onRefusal, log }: HandlerOptions,
): Handler {
  const find = finder(routes);
  return async (request, { remoteAddr }) => {
    let path = "";
    let admission: Admission | undefined;
    let sender: Sender | undefined;
    try {
      path = pathOf(request);
      sender = senderOf(request.headers, { peer: remoteAddr, policy: proxies });
      checkOrigin(request, origins());
      const { route, params } = find(path);
      const answer = answerOf(route, request.method);
      if (answer === undefined) return methodNotAllowed(path, methodsOf(route));
      admission = await access.admit(request, { ...sender, role: route.role });
      permitRole(admission.principal, route.role);
      return await answer(request, { ...sender, admission, params });
    } catch (cause) {
      const error = toAppError(cause);
      if (error.status < 500) onRefusal(refusedBy({ sender, remoteAddr, admission }), error);
      log[error.logLevel]("request failed", { method: request.method, path, error });
      if (needsLogin(error) && asksForPage(request)) return seeLogin(path);
      return errorAnswer(admission === STRANGER ? errorForStranger(error) : error, { path });
    }
  };
}

/** Returns the client of a request that was refused, as far as it is known. */
function refusedBy(
  { sender, remoteAddr, admission }: {
    sender: Sender | undefined;
    remoteAddr: Deno.NetAddr;
    admission: Admission | undefined;
  },
): Refused {
  const address = sender?.address ?? remoteAddr.hostname;
  return { address, name: admission?.principal.name ?? null, clientId: null };
}

/** Returns a failure of the service as strangers are told: up or down, and no reason. */
function errorForStranger(error: AppError): AppError {
  return error.status < 500 ? error : new AppError("SERVICE_UNAVAILABLE");
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
