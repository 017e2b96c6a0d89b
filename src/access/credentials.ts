import { AppError } from "../errors.ts";

/** Proof of identity in a request. */
export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "cookie"; readonly cookie: string };

/** Beginning of the subprotocol that carries a token. Browsers let pages set no header. */
const TOKEN_SUBPROTOCOL = "bearer.";
/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Returns the token of the header `Authorization` (RFC 6750, 2.1), else that of the WebSocket's
 * subprotocols, else the cookie; `undefined` when there is none of them.
 */
export function credentialsOf(
  request: Request,
  { isSecure }: { isSecure: boolean },
): Credentials | undefined {
  const token = bearerOf(request) ?? subprotocolTokenOf(request);
  if (token !== undefined) return { kind: "token", token };
  const cookie = loginCookieOf(request, { isSecure });
  return cookie === undefined ? undefined : { kind: "cookie", cookie };
}

/**
 * Refuses a token in the query of a request, which logs and histories would keep.
 *
 * @throws {AppError} 12000
 */
export function refuseTokenInUrl({ url }: Request): void {
  if (!new URL(url).searchParams.has("token")) return;
  const message = "A token in the URL is refused; send it as Authorization: Bearer";
  throw new AppError("VALIDATION_FAILED", message, { faults: [{ field: "token", message }] });
}

/**
 * Returns the name of the cookie. Over TLS its prefix binds it to this host (RFC 6265bis, 4.1.3.2).
 */
export function cookieName(isSecure: boolean): string {
  return isSecure ? "__Host-pink-page" : "pink-page";
}

/** Returns the value of the cookie of a login (RFC 6265, 4.2.1), if the cookie counts. */
export function loginCookieOf(
  request: Request,
  { isSecure }: { isSecure: boolean },
): string | undefined {
  if (!cookieCounts(request)) return undefined;
  const name = cookieName(isSecure);
  const pairs = request.headers.get("cookie")?.split(";").map((pair) => pair.trim()) ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

function subprotocolTokenOf(request: Request): string | undefined {
  const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
  const bearer = offered.map((name) => name.trim())
    .find((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return bearer?.slice(TOKEN_SUBPROTOCOL.length);
}

/**
 * Checks whether the request was made by a page of our own. Cookies ignore ports, so a page on
 * another port of this host would send the cookie too. A request with an `Origin` has passed the
 * check of origins.
 */
function cookieCounts({ headers, method }: Request): boolean {
  if (headers.has("origin")) return true;
  const site = headers.get("sec-fetch-site");
  return SAFE_METHODS.includes(method) && (site === "same-origin" || site === "none");
}
