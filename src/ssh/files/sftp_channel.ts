import { orAborted } from "../../async/or_aborted.ts";
import { AppError } from "../../errors.ts";
import type { SFTPWrapper } from "../../ssh2/ssh2.ts";
import type { SshConnection } from "../ssh_connection.ts";
import { SilenceAlarm, type WatchedConnection } from "./silence_alarm.ts";

/** Status codes of refusals (draft-ietf-secsh-filexfer-02, 7). */
export const STATUS = { endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

/** Callback of a request to ssh2. Without an error there is a value, where the request has one. */
export type Done<Value> = (error: Error | null | undefined, value: Value) => void;

/** Check of the value that ssh2 passes to the callback of a request. */
export type IsAnswer = (value: unknown) => boolean;

/** Function that makes a request to ssh2. */
export type Request<Value> = (sftp: SFTPWrapper, done: Done<Value>) => void;

/**
 * SFTP channel of a server. It ends with the SSH connection, and when the server owes an answer and
 * sends none for too long. Any number of requests may be open at once.
 */
export class SftpChannel implements Disposable {
  readonly #sftp: SFTPWrapper;
  readonly #server: string;
  readonly #connection: SshConnection;
  readonly #alarm: SilenceAlarm;
  readonly #ended = new AbortController();

  /** Takes over a started SFTP subsystem. */
  constructor(sftp: SFTPWrapper, { server, ...watched }: WatchedConnection) {
    const { connection } = watched;
    this.#sftp = sftp;
    this.#server = server;
    this.#connection = connection;
    this.#alarm = new SilenceAlarm(watched, (failure) => this.#end(failure));
    sftp.on("error", (cause: unknown) => this.#end(this.#notUnderstood(cause)));
    sftp.once("close", () => this.#end(connection.lostFailure()));
    const { lost } = connection;
    if (lost.aborted) this.#end(lost.reason);
    lost.addEventListener("abort", () => this.#end(lost.reason), { once: true });
  }

  /**
   * Makes a request and waits for its answer.
   *
   * @param isAnswer check of the value; default: any value, for a request that has none
   * @throws {AppError} 24003 for missing rights, 24000 for other refusals, in the words of the
   * server, and for another kind of answer; 20005 or 24004 when the channel has ended
   */
  async ask<Value>(request: Request<Value>, isAnswer: IsAnswer = () => true): Promise<Value> {
    this.#ended.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    request(this.#sftp, (error, value) => {
      if (error) reject(this.#refusal(error));
      else if (isAnswer(value)) resolve(value);
      else reject(this.#notUnderstood());
    });
    return await this.#alarm.owe(orAborted(this.#ended.signal, promise));
  }

  /**
   * Checks whether the server offers an extension. ssh2 throws at once when it does not.
   *
   * @throws {AppError} 20005 or 24004 when the channel has ended
   */
  async offers(request: Request<unknown>): Promise<boolean> {
    try {
      await this.ask<void>((sftp, done) => request(sftp, () => done(undefined)));
      return true;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      return false;
    }
  }

  /** Ends the SFTP subsystem. */
  [Symbol.dispose](): void {
    this.#alarm[Symbol.dispose]();
    this.#sftp.end();
  }

  /** Ends all requests, open and later ones, with `cause`. */
  #end(cause: unknown): void {
    this.#alarm[Symbol.dispose]();
    this.#ended.abort(cause);
  }

  #notUnderstood(cause?: unknown): AppError {
    const detail = `The SFTP of ${this.#server} could not be understood`;
    return new AppError("SCP_TRANSFER_FAILED", detail, { cause });
  }

  #refusal(error: Error): unknown {
    const status = statusOf(error);
    // An error without a status comes from ssh2, which ends its requests when the channel closes.
    if (status === undefined) return this.#ended.signal.reason ?? this.#connection.lostFailure();
    return new AppError(
      status === STATUS.permissionDenied ? "SCP_PERMISSION_DENIED" : "SCP_TRANSFER_FAILED",
      `${this.#server} says: ${error.message}`,
    );
  }
}

/** Returns the status code of a refusal, or undefined for another error. */
export function statusOf(error: Error | null | undefined): number | undefined {
  return error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}
