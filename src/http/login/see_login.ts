import type { AppError } from "../../errors.ts";

/** Path of the page for logins. */
export const LOGIN_PATH = "/login";

/**
 * Checks whether a login would help against `error`. A wrong cookie fails as often as it is sent.
 */
export function needsLogin({ kind }: AppError): boolean {
  return kind === "AUTHENTICATION_REQUIRED" || kind === "INVALID_TOKEN" ||
    kind === "QUOTA_EXCEEDED";
}

/** Checks whether a browser asks for a page, not a script for data. */
export function asksForPage({ method, headers }: Request): boolean {
  return method === "GET" && headers.get("accept")?.includes("text/html") === true;
}

/**
 * Returns an answer that leads a browser from `path` to the page for logins, and then back (RFC
 * 9110, 15.4.4). The address is relative, so that it also works below the path of a proxy.
 */
export function seeLogin(path: string): Response {
  const up = "../".repeat(path.split("/").length - 2) || "./";
  const next = encodeURIComponent(path.slice(1));
  const location = `${up}${LOGIN_PATH.slice(1)}?next=${next}`;
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/**
 * Returns the address that a login leads to, relative to the page for logins: a path of this
 * service, never another host.
 */
export function nextOf(next: string | null): string {
  const isPath = next !== null && /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(next);
  return `./${isPath ? next : ""}`;
}
