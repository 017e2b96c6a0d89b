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

  /** Returns the fields, for JSON. */
  toJSON(): ErrorFields {
    return this.#fields;
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
