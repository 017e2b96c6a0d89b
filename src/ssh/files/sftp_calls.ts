import { AppError } from "../../errors.ts";
import type { SFTPWrapper } from "../../ssh2/ssh2.ts";
import { SilenceAlarm } from "./silence_alarm.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** Refusals that may be answers (draft-ietf-secsh-filexfer-02, 7). */
export const STATUS = { endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

/** How ssh2 answers; without an error there is a value, where the question has one. */
export type Done<Value> = (error: Error | null | undefined, value: Value) => void;

/** What calls are made on. */
export interface SftpCallsOptions {
  /** Name of the server. */
  readonly server: string;
  /** What SFTP goes over. */
  readonly connection: SshConnection;
  /** How long an answer may be owed while none comes. */
  readonly silenceMs: number;
}

/**
 * ssh2's SFTP, each of whose answers is a promise that always settles: with the connection, with a server that says
 * nothing for too long, or when it is given up. Any number of questions may be open.
 */
export class SftpCalls implements Disposable {
  readonly #sftp: SFTPWrapper;
  readonly #server: string;
  readonly #connection: SshConnection;
  readonly #alarm: SilenceAlarm;
  readonly #open = new Set<(reason: unknown) => void>();
  #end: { readonly cause: unknown } | undefined;

  /** Takes over a started SFTP. */
  constructor(sftp: SFTPWrapper, { server, connection, silenceMs }: SftpCallsOptions) {
    this.#sftp = sftp;
    this.#server = server;
    this.#connection = connection;
    this.#alarm = new SilenceAlarm({
      silenceMs,
      onSilence: () => this.#fail(connection.silent(silenceMs)),
    });
    const lost = () => this.#fail(connection.lostFailure());
    sftp.on("error", (cause: unknown) => {
      const detail = `The SFTP of ${server} could not be understood`;
      this.#fail(new AppError("SCP_TRANSFER_FAILED", detail, { cause }));
    });
    sftp.once("close", lost);
    connection.closed.then(lost);
  }

  /**
   * Asks with `start`, which hands its callback to ssh2.
   *
   * @throws {AppError} 24003 for missing rights, 24000 for other refusals, in the words of the server; 20005, 24004
   */
  async ask<Value = void>(start: (sftp: SFTPWrapper, done: Done<Value>) => void): Promise<Value> {
    if (this.#end !== undefined) throw this.#end.cause;
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.#open.add(reject);
    this.#alarm.owed = this.#open.size;
    try {
      start(this.#sftp, (error, value) => {
        this.#alarm.heard();
        if (error) reject(this.#refusal(error));
        else resolve(value);
      });
      return await promise;
    } finally {
      this.#open.delete(reject);
      this.#alarm.owed = this.#open.size;
    }
  }

  /** The same, but undefined for refusals that are `fine`, of {@linkcode STATUS}. */
  async askUnless<Value = void>(
    fine: readonly number[],
    start: (sftp: SFTPWrapper, done: Done<Value>) => void,
  ): Promise<Value | undefined> {
    return await this.ask<Value | undefined>((sftp, done) =>
      start(
        sftp,
        (error, value) =>
          fine.includes(statusOf(error) ?? 0) ? done(undefined, undefined) : done(error, value),
      )
    );
  }

  /** Whether the server offers an extension: ssh2 throws at once when it does not. */
  async offers(start: (sftp: SFTPWrapper, done: Done<unknown>) => void): Promise<boolean> {
    try {
      await this.ask<void>((sftp, done) => start(sftp, () => done(undefined)));
      return true;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      return false;
    }
  }

  /** Rejects all open questions with `reason`; their answers will be ignored. */
  abandon(reason: unknown): void {
    const open = [...this.#open];
    this.#open.clear();
    this.#alarm.owed = 0;
    for (const reject of open) reject(reason);
  }

  /** Ends SFTP. */
  [Symbol.dispose](): void {
    this.#alarm[Symbol.dispose]();
    this.#sftp.end();
  }

  #fail(cause: unknown): void {
    this.#end ??= { cause };
    this.#alarm[Symbol.dispose]();
    this.abandon(cause);
  }

  #refusal(error: Error): unknown {
    const status = statusOf(error);
    // Without a status it is ssh2 itself, which gives up its questions when the channel closes.
    if (status === undefined) return this.#end?.cause ?? this.#connection.lostFailure();
    return new AppError(
      status === STATUS.permissionDenied ? "SCP_PERMISSION_DENIED" : "SCP_TRANSFER_FAILED",
      `${this.#server} says: ${error.message}`,
    );
  }
}

function statusOf(error: Error | null | undefined): number | undefined {
  return error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}
