import type { Config } from "../config/config.ts";
import type { AccessPorts } from "./access_ports.ts";
import { TokenAccess } from "./token_access.ts";
import { TokensFile } from "./tokens_file.ts";
import type { TokenChange } from "./valid_tokens.ts";

/**
 * Opens the gate that asks for tokens or logins. Disposing it ends its timers.
 *
 * @throws {Error} that names `TOKENS_FILE` when the file cannot be used
 */
export async function openTokenAccess(
  { tokensFile }: Pick<Config, "tokensFile">,
  { logins, audit, log }: AccessPorts,
): Promise<TokenAccess> {
  const onChange = ({ name, state }: TokenChange) => {
    log.info("token changed", { name, state });
    audit.record({
      action: "token_change",
      name: null,
      address: null,
      subject: name,
      outcome: state,
    });
  };
  const tokens = await TokensFile.open(tokensFile, { log, onChange });
  if (tokens.entries.length === 0) {
    log.warn("no client can log in: TOKENS_FILE has no token", {
      action: "add one with deno task token add NAME ROLE",
    });
  }
  return new TokenAccess(tokens, logins);
}
