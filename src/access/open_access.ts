import type { Config } from "../config/config.ts";
import { type Access, OPEN_ACCESS } from "./access.ts";
import type { AccessPorts } from "./access_ports.ts";

/**
 * Opens the gate of the service. Disposing it ends its timers. The code of tokens is loaded only
 * for `AUTH=tokens`.
 *
 * @throws {Error} that names `TOKENS_FILE` when the file cannot be used
 */
export async function openAccess(
  config: Pick<Config, "auth" | "tokensFile">,
  ports: AccessPorts,
): Promise<Access & Disposable> {
  if (config.auth === "none") return { ...OPEN_ACCESS, [Symbol.dispose]: () => {} };
  const { openTokenAccess } = await import("./open_token_access.ts");
  return await openTokenAccess(config, ports);
}
