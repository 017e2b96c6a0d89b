import type { Transfer } from "../domain/transfer.ts";
import type { Server } from "../domain/server.ts";

/** Returns what the log may tell of a server: no password, key or passphrase. */
export function serverFacts(server: Server): Record<string, string | number> {
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
export function transferFacts({ name, from, to }: Transfer): Record<string, string> {
  return { name, from: `${from.server.name}:${from.path}`, to: `${to.server.name}:${to.path}` };
}
