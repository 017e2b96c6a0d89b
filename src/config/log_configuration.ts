import type { Log } from "../log.ts";
import type { Config } from "./config.ts";
import { serverFacts } from "./servers.ts";
import { transferFacts } from "./transfers.ts";

/**
 * Logs the servers and transfers, the variables that are not read, and a warning for each server
 * whose connections can be broken or forged by old algorithms.
 */
export function logConfiguration(
  log: Log,
  { ignored, servers, transfers }: Pick<Config, "ignored" | "servers" | "transfers">,
): void {
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
