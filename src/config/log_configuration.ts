import type { Log } from "../log.ts";
import type { Config } from "./config.ts";
import { serverFacts } from "./servers.ts";
import { transferFacts } from "./transfers.ts";
import { type SafetyFacts, safetyFacts, unsafeSettings } from "./unsafe_settings.ts";

/**
 * Logs the servers and transfers, the variables that are not read, and a warning for each unsafe
 * setting, and for each server whose connections can be broken or forged by old algorithms.
 */
export async function logConfiguration(
  log: Log,
  { config, tokens }: { config: Config; tokens: SafetyFacts["tokens"] },
): Promise<void> {
  const { ignored, servers, transfers } = config;
  const unsafe = unsafeSettings(config, await safetyFacts(config, tokens));
  for (const { variable, fault, advice } of unsafe) {
    log.warn("unsafe setting", { variable, fault, advice });
  }
  for (const { name, reason } of ignored) log.warn("variable is not read", { name, reason });
  for (const server of servers) log.info("server configured", serverFacts(server));
  for (const transfer of transfers) log.info("transfer configured", transferFacts(transfer));
  for (const { name } of servers.filter(({ algorithms }) => algorithms === "legacy")) {
    log.warn("old SSH algorithms are allowed", {
      server: name,
      variable: `${name.toUpperCase()}_ALGORITHMS`,
    });
  }
}
