import { isLoopback, type Report } from "./setting.ts";
import type { Settings } from "./settings.ts";

/** Authentication of clients. */
export type Authentication = "none" | "tokens";

/**
 * Returns the authentication that the settings mean. Reports an unset `AUTH` beyond loopback.
 *
 * @param hasTokens Whether `TOKENS_FILE` exists.
 */
export function authenticationOf(
  { auth, host }: Pick<Settings, "auth" | "host">,
  { hasTokens, report }: { hasTokens: boolean; report: Report },
): Authentication {
  if (auth !== undefined) return auth;
  if (hasTokens) return "tokens";
  if (!isLoopback(host)) {
    report(
      "AUTH",
      "must be set to listen beyond loopback: tokens asks for a token (make one with " +
        "deno task token add), none lets everybody in",
      "tokens",
    );
  }
  return "none";
}
