import { isLoopback, type Report } from "./setting.ts";
import type { Settings } from "./settings.ts";

/** Authentication of clients. */
export type Authentication = "none" | "tokens";

/**
 * Returns the authentication that the settings mean. Reports an unset `AUTH` when clients on other
 * machines reach the service and there are no tokens.
 *
 * @param hasTokens Whether `TOKENS_FILE` exists.
 */
export function authenticationOf(
  settings: Settings,
  { hasTokens, report }: { hasTokens: boolean; report: Report },
): Authentication {
  if (settings.auth !== undefined) return settings.auth;
  if (hasTokens) return "tokens";
  const reach = reachOf(settings);
  if (reach !== undefined) {
    report(
      "AUTH",
      `must be set ${reach}: tokens asks for a token (make one with deno task token add), none ` +
        "lets everybody in",
      "tokens",
    );
  }
  return "none";
}

/** Returns how clients on other machines reach the service, or `undefined` when they cannot. */
function reachOf({ host, trustedProxies, allowedOrigins }: Settings): string | undefined {
  if (!isLoopback(host)) return "to listen beyond loopback";
  if (trustedProxies.length > 0) return "to serve behind the TRUSTED_PROXIES";
  const isForeign = (origin: string) => !isLoopback(new URL(origin).hostname.replace(/[[\]]/g, ""));
  return allowedOrigins.some(isForeign) ? "to serve the ALLOWED_ORIGINS" : undefined;
}
