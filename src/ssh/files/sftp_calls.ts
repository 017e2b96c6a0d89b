import type { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import { type IsAnswer, type Request, type SftpChannel, statusOf } from "./sftp_channel.ts";

/** Requests over an SFTP channel that end when a signal aborts. */
export class SftpCalls {
  readonly #channel: SftpChannel;
  readonly #signal: AbortSignal;

  /** Creates calls over `channel`, which the caller disposes. */
  constructor(channel: SftpChannel, signal: AbortSignal) {
    this.#channel = channel;
    this.#signal = signal;
  }

  /**
   * Makes a request and waits for its answer, which `isAnswer` checks where it has a value.
   *
   * @throws {AppError} those of {@linkcode SftpChannel.ask}, or the reason of the signal
   */
  async ask<Value = void>(request: Request<Value>, isAnswer?: IsAnswer): Promise<Value> {
    this.#signal.throwIfAborted();
    return await orAborted(this.#signal, this.#channel.ask(request, isAnswer));
  }

  /** Makes a request. Returns undefined for refusals with a status code in `fine`. */
  async askUnless<Value = void>(
    fine: readonly number[],
    request: Request<Value>,
    { isAnswer = () => true }: { isAnswer?: IsAnswer } = {},
  ): Promise<Value | undefined> {
    return await this.ask<Value | undefined>(
      (sftp, done) =>
        request(
          sftp,
          (error, value) =>
            fine.includes(statusOf(error) ?? 0) ? done(undefined, undefined) : done(error, value),
        ),
      (value) => value === undefined || isAnswer(value),
    );
  }

  /** Closes a handle, also after the signal has aborted. Nothing waits for the answer. */
  close(handle: Buffer): void {
    this.#channel.ask<void>((sftp, done) => sftp.close(handle, done)).catch(() => {});
  }
}
