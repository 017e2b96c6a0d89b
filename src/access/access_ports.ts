import type { Audit } from "../domain/audit.ts";
import type { LoginRecords } from "../domain/logins.ts";
import type { Log } from "../log.ts";

/** Ports of the gate. */
export interface AccessPorts {
  /** Stored logins. */
  readonly logins: LoginRecords;
  /** Audit trail, which gets a row for each token that is added, changed, revoked or expired. */
  readonly audit: Pick<Audit, "record">;
  /** Log for changes and faults of the tokens. */
  readonly log: Log;
}
