import type { AppError } from "../../errors.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** SSH connection to a server whose silence is watched. */
export interface WatchedConnection {
  /** Name of the server. */
  readonly server: string;
  /** SSH connection. */
  readonly connection: SshConnection;
  /** Time that the server may owe an answer while no byte arrives, in milliseconds. */
  readonly silenceMs: number;
}

/**
 * Alarm for a server that owes an answer and sends nothing. One timer serves all answers that are
 * owed at once.
 */
export class SilenceAlarm implements Disposable {
  readonly #connection: SshConnection;
  readonly #silenceMs: number;
  readonly #onSilence: (failure: AppError) => void;
  #owed = 0;
  #isOver = false;
  #lastReceivedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Creates an alarm that calls `onSilence` with 24004. Nothing is owed at first. */
  constructor(
    { connection, silenceMs }: Omit<WatchedConnection, "server">,
    onSilence: (failure: AppError) => void,
  ) {
    this.#connection = connection;
    this.#silenceMs = silenceMs;
    this.#onSilence = onSilence;
  }

  /** Records that the server has sent something. */
  markReceived(): void {
    this.#lastReceivedMs = performance.now();
  }

  /** Waits for `answer`, which the server owes until it settles. */
  async owe<Value>(answer: Promise<Value>): Promise<Value> {
    if (this.#owed === 0 && !this.#isOver) {
      this.markReceived();
      this.#timer ??= setTimeout(this.#look, this.#silenceMs);
    }
    this.#owed++;
    try {
      return await answer;
    } finally {
      this.markReceived();
      this.#owed--;
    }
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    if (this.#owed === 0) return;
    const restMs = this.#lastReceivedMs + this.#silenceMs - performance.now();
    if (restMs <= 0) this.#onSilence(this.#connection.silent(this.#silenceMs));
    else this.#timer = setTimeout(this.#look, restMs);
  };
}
