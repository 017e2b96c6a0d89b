import type { Audit } from "../domain/audit.ts";
import type { AppError, ErrorKind } from "../errors.ts";
import { AddressTable } from "./address_table.ts";

/** Client whose request or message was refused. */
export interface Refused {
  /** Address of the client: `address:port`. */
  readonly address: string;
  /** Name of the client's token; null when it presented no valid one. */
  readonly name: string | null;
  /** Id of the client; null for a request without a WebSocket. */
  readonly clientId: string | null;
}

/** Time for which an address has one row, in milliseconds. */
const ROW_MS = 60_000;

/** Errors that refuse a client, not its input. */
const KINDS: readonly ErrorKind[] = [
  "AUTHENTICATION_REQUIRED",
  "INVALID_TOKEN",
  "ACCESS_DENIED",
  "QUOTA_EXCEEDED",
];

/** Writer of refusals to the audit trail: one row a minute for each address. */
export class Refusals {
  readonly #audit: Pick<Audit, "record">;
  readonly #now: () => number;
  /** Time of the last row of each address. */
  readonly #rows = new AddressTable<number>();

  /** Takes the audit trail and a clock in milliseconds. Default: `performance.now`. */
  constructor(audit: Pick<Audit, "record">, now: () => number = () => performance.now()) {
    this.#audit = audit;
    this.#now = now;
  }

  /** Records a refusal. Other errors are not recorded. */
  record({ address, name, clientId }: Refused, { kind, code, detail }: AppError): void {
    if (!KINDS.includes(kind)) return;
    const nowMs = this.#now();
    if (nowMs - (this.#rows.get(address) ?? -ROW_MS) < ROW_MS) return;
    this.#rows.set(address, nowMs);
    this.#audit.record({
      action: "refusal",
      name,
      address,
      clientId,
      outcome: String(code),
      detail: detail ?? null,
    });
  }
}
