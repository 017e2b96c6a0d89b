import { AppError } from "../errors.ts";

/** Which pages may talk to the service. */
export interface OriginPolicy {
  /** The address we listen on, as configured. */
  readonly host: string;
  /** The port we listen on. */
  readonly port: number;
  /** More origins, as `scheme://host[:port]`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Refuses a page on a foreign origin: browsers let any page open a WebSocket to any host, and say in `Origin` which page
 * it is (RFC 6455, 10.2). Our own origins are fixed names with our port: the `Host` header is never asked, since a page
 * can choose it by rebinding a DNS name. A request without `Origin` comes from a program, not from a page.
 *
 * @throws {AppError} 11001
 */
export function checkOrigin(request: Request, { host, port, allowedOrigins }: OriginPolicy): void {
  const origin = request.headers.get("origin")?.toLowerCase();
  if (origin === undefined || allowedOrigins.includes(origin)) return;
  const own = ["localhost", "127.0.0.1", "[::1]", host.includes(":") ? `[${host}]` : host]
    .flatMap((name) => [`http://${name}:${port}`, `https://${name}:${port}`])
    .map((url) => URL.canParse(url) ? new URL(url).origin : url);
  if (!own.includes(origin)) {
    throw new AppError(
      "ACCESS_DENIED",
      "The page's origin is neither our own nor in ALLOWED_ORIGINS",
    );
  }
}
