import type * as wire from "./wire.ts";

/** Reason of a {@linkcode PinkPageError}. */
export type ErrorReason = "error" | "cancelled" | "lost" | "closed";

/** Fields of a {@linkcode PinkPageError}. */
export interface ErrorFields {
  /** Cause as a program tells it apart. */
  readonly reason: ErrorReason;
  /** Five-digit code; null without one. */
  readonly code: number | null;
  /** Text of the code. */
  readonly message: string;
  /** Failure and next step, in English. */
  readonly detail?: string | undefined;
  /** Exit code of the command. */
  readonly exitCode?: number | undefined;
  /** Whether the call did certainly nothing. Default: false. */
  readonly retryable?: boolean;
  /** Reads the catalogue of the service. */
  readonly catalogue?: () => Promise<wire.ErrorCatalogue>;
}

/** Meaning of an error and next step of the operator. */
export interface Explained {
  /** Failure that the error reports. */
  readonly meaning: string;
  /** Next step of the operator. */
  readonly action: string;
}

/**
 * Error of every call, besides the `reason` of a signal that was aborted before anything was sent.
 */
export class PinkPageError extends Error {
  /** Name of the class. */
  override readonly name = "PinkPageError";
  /**
   * `error`: the service reported it; `cancelled`; `lost`: gone with its connection, its ending is
   * unknown; `closed`: the client was closed.
   */
  readonly reason: ErrorReason;
  /** Five-digit code; null for `cancelled` and `closed`, 20005 for `lost`. */
  readonly code: number | null;
  /** Failure and next step, in English. */
  readonly detail: string | undefined;
  /** Exit code of the command, where one is known. */
  readonly exitCode: number | undefined;
  /** Whether the same call may succeed later and did certainly nothing now. */
  readonly retryable: boolean;
  readonly #fields: ErrorFields;

  /** Creates the error of `fields`. */
  constructor(fields: ErrorFields) {
    const { code, message, detail } = fields;
    const headline = code === null ? message : `${code} ${message}`;
    super(detail ? `${headline}: ${detail}` : headline);
    this.#fields = fields;
    this.reason = fields.reason;
    this.code = code;
    this.detail = detail;
    this.exitCode = fields.exitCode;
    this.retryable = fields.retryable ?? false;
  }

  /**
   * Reads meaning and next step from the service's catalogue. An error that is not in it, or whose
   * service does not answer, is explained by its message and its detail.
   */
  async explain(language: "en" | "ko"): Promise<Explained> {
    const { code, catalogue, message, detail = "" } = this.#fields;
    const entries = code === null ? undefined : await catalogue?.().catch(() => undefined);
    const entry = entries?.items.find((entry) => entry.code === code);
    if (entry === undefined) return { meaning: message, action: detail };
    return { meaning: entry.meaning[language], action: entry.action[language] };
  }
}

/** Codes of refusals that end when another client releases the session or the lock. */
const OF_OTHERS: readonly number[] = [50004, 50006, 50008];

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
    return this.#error({ reason: "error", code, retryable, ...fields });
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
    return this.#error({
      reason: "lost",
      code: 20005,
      message: "Connection to the service lost",
      detail,
      retryable,
    });
  }

  /** Returns the error of what was cancelled. */
  cancelled(message = "Cancelled", detail?: string): PinkPageError {
    return this.#error({ reason: "cancelled", code: null, message, detail });
  }

  /** Returns the error of what ended with its client. */
  closed(message = "The client is closed"): PinkPageError {
    return this.#error({ reason: "closed", code: null, message });
  }

  #error(fields: ErrorFields): PinkPageError {
    return new PinkPageError({ ...fields, catalogue: this.#catalogue });
  }
}
