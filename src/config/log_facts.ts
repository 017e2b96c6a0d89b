import type { IgnoredVariable } from "./ignored_variables.ts";
import type { Log } from "../log.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { Server } from "../domain/server.ts";

/**
 * Logs the servers and transfers, the variables that are not read, and a warning of each server
 * whose connections can be broken or forged by old algorithms.
 */
export function logConfiguration(
  log: Log,
  { ignored, servers, transfers }: {
    readonly ignored: readonly IgnoredVariable[];
    readonly servers: readonly Server[];
    readonly transfers: readonly Transfer[];
  },
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

/** Returns what the log may tell of a server: no password, key or passphrase. */
function serverFacts(server: Server): Record<string, string | number> {
  const { name, host, port, username, encoding } = server;
  const methods = [
    ...(server.keyFile === undefined ? [] : ["publickey"]),
    ...(server.password === undefined ? [] : ["password"]),
  ];
  return {
    name,
    host,
    port,
    user: username,
    login: methods.join("+"),
    encoding,
    host_key: server.hostKey === undefined ? "not pinned" : "pinned",
  };
}

/** Returns what the log tells of a transfer. */
function transferFacts({ name, from, to }: Transfer): Record<string, string> {
  return { name, from: `${from.server.name}:${from.path}`, to: `${to.server.name}:${to.path}` };
}
