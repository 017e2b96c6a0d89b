import type { Config } from "../config/config.ts";
import type { Audit } from "../domain/audit.ts";
import type { LoginRecords } from "../domain/logins.ts";
import type { Log } from "../log.ts";
import { type Access, OPEN_ACCESS } from "./access.ts";
import { TokenAccess } from "./token_access.ts";
import { TokensFile } from "./tokens_file.ts";
import type { TokenChange } from "./valid_tokens.ts";

/** Ports of the gate. */
export interface AccessPorts {
  /** Stored logins. */
  readonly logins: LoginRecords;
  /** Audit trail, which gets a row for each token that is added, changed, revoked or expired. */
  readonly audit: Pick<Audit, "record">;
  /** Log for changes and faults of the tokens. */
  readonly log: Log;
}

/**
 * Opens the gate of the service. Disposing it ends its timers.
 *
 * @throws {Error} that names `TOKENS_FILE` when the file cannot be used
 */
export async function openAccess(
  { auth, tokensFile }: Pick<Config, "auth" | "tokensFile">,
  { logins, audit, log }: AccessPorts,
): Promise<Access & Disposable> {
  if (auth === "none") return { ...OPEN_ACCESS, [Symbol.dispose]: () => {} };
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
