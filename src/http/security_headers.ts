/** Policy of a page: it loads nothing from other hosts, and no page can frame it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Policy of everything else: a browser that shows it as a page loads and runs nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Time for which browsers use TLS alone, in seconds (RFC 6797, 6.1.1): a year. */
const TLS_ONLY_SECONDS = 31_536_000;

/**
 * Adds to `response` the headers that restrict browsers. A policy that a page brings stays.
 * `isSecure` tells whether the client's connection is encrypted: only then, browsers are told to
 * use TLS alone (RFC 6797, 7.2).
 */
export function withSecurityHeaders(
  response: Response,
  { isSecure }: { isSecure: boolean },
): Response {
  const { headers, status } = response;
  // Deno fixes the headers of an upgrade.
  if (status === 101) return response;
  const isPage = headers.get("content-type")?.startsWith("text/html") === true;
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", isPage ? PAGE_POLICY : DATA_POLICY);
  }
  headers.set("referrer-policy", "same-origin");
  headers.set("x-content-type-options", "nosniff");
  if (isSecure) headers.set("strict-transport-security", `max-age=${TLS_ONLY_SECONDS}`);
  return response;
}
