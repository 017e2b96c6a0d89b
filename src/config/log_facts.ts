import type { ServerConfig } from "./servers.ts";
import type { TransferConfig } from "./transfers.ts";

/** Returns what the log may tell of a server: no password, key or passphrase. */
export function serverFacts(server: ServerConfig): Record<string, string | number> {
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
export function transferFacts({ name, from, to }: TransferConfig): Record<string, string> {
  return { name, from: `${from.server}:${from.path}`, to: `${to.server}:${to.path}` };
}
