import type { Server } from "../domain/server.ts";
import type { Shell } from "../domain/shell.ts";
import { AppError } from "../errors.ts";
import { CollapseReturns } from "../output/collapse_returns.ts";
import { decode } from "../output/decode.ts";
import { FrameTimer } from "../output/frame_timer.ts";
import { PlainBuffer, throttle } from "../output/throttle.ts";
import { type StopPhrase, until } from "../output/until.ts";
import { watchSilence } from "../output/watch_silence.ts";
import { type SshCommandData, THROTTLE_SECONDS } from "../protocol/client_messages.ts";
import type { TerminalOperation } from "./terminal_operation.ts";

/** Options for {@linkcode CommandOutput}. */
export interface CommandOutputOptions {
  /** Message that asked for the command. */
  readonly input: SshCommandData;
  /** Server that it runs on. */
  readonly server: Server;
  /** Stop phrase up to which output is read, if any. */
  readonly stop: StopPhrase | undefined;
  /** Operation that the command belongs to. */
  readonly operation: TerminalOperation;
}

/**
 * Output of a command on its way through the output engine: bytes to text, up to the stop phrase,
 * gathered and collapsed. Dispose it when nothing is read any more.
 */
export class CommandOutput implements Disposable {
  readonly #options: CommandOutputOptions;
  readonly #timer: FrameTimer;
  readonly #over = new AbortController();

  /** Creates the output of a command that is to start. */
  constructor(options: CommandOutputOptions) {
    this.#options = options;
    const { throttle_interval: seconds = THROTTLE_SECONDS } = options.input;
    this.#timer = new FrameTimer(seconds * 1000);
  }

  /** Sends the next output at once: it is the echo of input. */
  flush(): void {
    this.#timer.flush();
  }

  /** Returns `output`. Stops the operation when that brings nothing for the idle timeout. */
  watched(output: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { input, operation } = this.#options;
    const seconds = input.idle_timeout_seconds;
    if (seconds === undefined) return output;
    const detail = `The command on ${input.server_name} printed nothing for ${seconds} s`;
    return watchSilence(output, {
      silenceMs: seconds * 1000,
      onSilence: () => operation.stop(new AppError("OUTPUT_WAIT_TIMEOUT", detail)),
      signal: this.#over.signal,
    });
  }

  /** Yields the text of `shell`, one frame after the other. */
  textOf(shell: Shell): AsyncIterable<string> {
    const { input, server, stop, operation } = this.#options;
    // After the exit, the remaining output is read without delay.
    shell.exit.catch(() => {}).finally(() => this.#timer.stopIdling());
    const text = decode(this.watched(shell.output), server.encoding);
    return throttle(stop === undefined ? text : until(text, stop), {
      timer: this.#timer,
      // A stop phrase and silence must be noticed as soon as output arrives.
      polls: stop === undefined && input.idle_timeout_seconds === undefined,
      buffer: input.raw
        ? new PlainBuffer()
        : new CollapseReturns({ cols: () => operation.size.cols }),
    });
  }

  /** Ends the watch for silence. */
  [Symbol.dispose](): void {
    this.#over.abort();
  }
}
