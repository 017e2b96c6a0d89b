import { type ErrorFields, PinkPageError } from "./error.ts";
import type * as wire from "./wire.ts";

/** Codes of refusals that end when another client releases the session or the lock. */
const OF_OTHERS: readonly number[] = [50004, 50006, 50008, 50013];

/** Codes of refusals: nothing was done, and later it may be. */
const REFUSALS: readonly number[] = [10001, 14001, 50010, ...OF_OTHERS];

/** Checks whether an error ends when another client releases the session or the lock. */
export function isHeldByOthers({ code, reason }: PinkPageError): boolean {
  return reason === "error" && code !== null && OF_OTHERS.includes(code);
}

/** Creates the errors of one service, which explains them. */
export class Errors {
  readonly #catalogue: () => Promise<wire.ErrorCatalogue>;

  /** Creates the errors of the service with the given catalogue. */
  constructor(catalogue: () => Promise<wire.ErrorCatalogue>) {
    let read: Promise<wire.ErrorCatalogue> | undefined;
    this.#catalogue = () => {
      read ??= catalogue().catch((cause) => {
        read = undefined;
        throw cause;
      });
      return read;
    };
  }

  /** Returns the error with a code of the service. */
  coded(
    code: number,
    fields: Pick<ErrorFields, "message" | "detail" | "exitCode">,
  ): PinkPageError {
    const retryable = REFUSALS.includes(code);
    return this.of({ reason: "error", code, retryable, ...fields });
  }

  /** Returns the error of an event, or of an HTTP answer. */
  told(
    { error_code, message, detail, exit_code }: Omit<wire.ErrorEvent, "type">,
  ): PinkPageError {
    return this.coded(error_code, { message, detail, exitCode: exit_code });
  }

  /** Returns the error of what would hold too much. */
  quota(detail: string): PinkPageError {
    return this.coded(14001, { message: "Quota exceeded", detail });
  }

  /** Returns the error of a service that does not answer. */
  unreachable(detail: string): PinkPageError {
    return this.coded(10001, { message: "Service temporarily unavailable", detail });
  }

  /** Returns the error of what is gone with its connection. */
  lost(detail: string, { retryable = false }: { retryable?: boolean } = {}): PinkPageError {
    return this.of({
      reason: "lost",
      code: 20005,
      message: "Connection to the service lost",
      detail,
      retryable,
    });
  }

  /** Returns the error of what was cancelled. */
  cancelled(message = "Cancelled", detail?: string): PinkPageError {
    return this.of({ reason: "cancelled", code: null, message, detail });
  }

  /** Returns the error of what ended with its client. */
  closed(message = "The client is closed"): PinkPageError {
    return this.of({ reason: "closed", code: null, message });
  }

  /** Returns the error of `fields`. */
  of(fields: ErrorFields): PinkPageError {
    return new PinkPageError({ ...fields, catalogue: this.#catalogue });
  }
}
