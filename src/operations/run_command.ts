import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";
import { CollapseReturns } from "../output/collapse_returns.ts";
import { decode } from "../output/decode.ts";
import { createEncoder } from "../output/encode.ts";
import { Pause } from "../output/pause.ts";
import { Concat, throttle } from "../output/throttle.ts";
import { StopPhrase, until } from "../output/until.ts";
import { watchSilence } from "../output/watch_silence.ts";
import type { SshCommandData } from "../protocol/client_messages.ts";
import type { CommandComplete } from "../protocol/operation_events.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import { awaitStart } from "./await_start.ts";
import { serverCalled, type StubContext } from "./context.ts";
import { operate } from "./operate.ts";
import { type Exit, type Shell, type Shells, UNKNOWN_EXIT } from "../domain/shell.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/** Runs one command and streams its output. @throws {AppError} see the README's table of endings */
export function runCommand(call: Call<SshCommandData, StubContext>): AsyncIterable<ServerEvent> {
  const { input, context } = call;
  const server = serverCalled(input.server_name, context);
  const run: Run = {
    input,
    server,
    shells: context.shells,
    stop: stopPhrase(input),
    operation: new TerminalOperation({
      size: input,
      encode: createEncoder(server.encoding),
      window: input.window,
    }),
  };
  const subject = {
    kind: "ssh_command",
    serverName: server.name,
    transferName: null,
    command: input.command,
  } as const;
  return operate(call, { operation: run.operation, subject, events: events(run) });
}

/** One command on its way. */
interface Run {
  readonly input: SshCommandData;
  readonly server: Server;
  readonly shells: Shells;
  readonly stop: StopPhrase | undefined;
  readonly operation: TerminalOperation;
}

/** Connects, streams, and tells how the command ended; by then nothing of it is left open. */
async function* events(run: Run): AsyncGenerator<ServerEvent> {
  const { input, server, shells, stop, operation } = run;
  const startedMs = performance.now();
  operation.stopAfter(input.timeout_seconds, () => timedOut(input));
  let exit = UNKNOWN_EXIT;
  yield { type: "status", message: `Connecting to ${server.name}...` };
  {
    const command = operation.encode(input.command, "data.command");
    const { size, signal } = operation;
    await using shell = await shells.start(server, { command, size, signal });
    yield { type: "status", message: `Connected to ${server.name}` };
    using reading = new Reading(run);
    operation.attach(shell, () => reading.hurry());
    const login = reading.watched(shell.login);
    yield* awaitStart(shell, { server, operation, login });
    for await (const text of reading.textOf(shell)) {
      for await (const piece of operation.pieces(text)) {
        yield { type: "output", data: piece.text, seq: piece.seq };
      }
    }
    signal.throwIfAborted();
    exit = stop?.found
      ? await graceful(shell, { seconds: input.stop_grace_seconds, signal })
      : await orAborted(signal, shell.exit);
    signal.throwIfAborted();
  }
  const durationMs = Math.round(performance.now() - startedMs);
  yield complete(run, { exit, durationMs });
}

/** Joins the output engine: bytes to text, up to the stop phrase, gathered and collapsed. Disposed when nobody reads on. */
class Reading implements Disposable {
  readonly #run: Run;
  readonly #pause: Pause;
  readonly #over = new AbortController();

  constructor(run: Run) {
    this.#run = run;
    this.#pause = new Pause(run.input.throttle_interval * 1000);
  }

  /** What comes next leaves at once: it answers what was typed. */
  hurry(): void {
    this.#pause.end();
  }

  /** Stops the operation when `output` brings nothing for too long. */
  watched(output: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { input, operation } = this.#run;
    const seconds = input.idle_timeout_seconds;
    if (seconds === undefined) return output;
    const detail = `The command on ${input.server_name} printed nothing for ${seconds} s`;
    const onSilence = () => operation.stop(new AppError("OUTPUT_WAIT_TIMEOUT", detail));
    return watchSilence(output, {
      silenceMs: seconds * 1000,
      onSilence,
      signal: this.#over.signal,
    });
  }

  textOf(shell: Shell): AsyncIterable<string> {
    const { input, server, stop, operation } = this.#run;
    shell.exit.catch(() => {}).finally(() => this.#pause.wake()); // The end is near.
    const text = decode(this.watched(shell.output), server.encoding);
    return throttle(stop === undefined ? text : until(text, stop), {
      pause: this.#pause,
      // Who looks out for a phrase or for silence has to see each piece when it comes.
      naps: stop === undefined && input.idle_timeout_seconds === undefined,
      gather: input.raw ? new Concat() : new CollapseReturns({ cols: () => operation.size.cols }),
    });
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}

/** After the stop phrase: gives the command its grace to end by itself, then hangs it up. */
async function graceful(
  shell: Shell,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<Exit> {
  shell.discardOutput();
  const exit = await within(seconds * 1000, orAborted(signal, shell.exit));
  if (exit !== undefined) return exit;
  shell.hangUp();
  return UNKNOWN_EXIT;
}

/** The good ending. @throws {AppError} 50000 when a stop phrase was asked for and the command failed without it */
function complete(
  { input, stop }: Run,
  { exit: { exitCode, signal }, durationMs }: { exit: Exit; durationMs: number },
): CommandComplete {
  if (stop !== undefined && !stop.found && exitCode !== 0) {
    const how = exitCode === null
      ? `was ended by ${signal ?? "the server"}`
      : `ended with exit code ${exitCode}`;
    const facts = exitCode === null ? {} : { exit_code: exitCode };
    throw new AppError("COMMAND_FAILED", `The command ${how} before the stop phrase appeared`, {
      facts,
    });
  }
  return {
    type: "complete",
    message: `Command execution completed: ${input.command}`,
    server_name: input.server_name,
    command: input.command,
    reason: stop?.found ? "stop_phrase" : "exited",
    exit_code: exitCode,
    signal,
    duration_ms: durationMs,
  };
}

function stopPhrase({ stop_phrase }: SshCommandData): StopPhrase | undefined {
  if (stop_phrase === undefined) return undefined;
  try {
    return new StopPhrase(stop_phrase);
  } catch (cause) {
    throw new AppError("VALIDATION_FAILED", "data.stop_phrase: has no visible character", {
      cause,
    });
  }
}

function timedOut({ server_name, timeout_seconds }: SshCommandData): AppError {
  return new AppError(
    "SSH_COMMAND_TIMEOUT",
    `The command on ${server_name} took longer than ${timeout_seconds} s`,
  );
}
