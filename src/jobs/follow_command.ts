import type { DetachedEnd, Followed } from "../domain/detached.ts";
import type { Attempt } from "../domain/run.ts";
import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";
import { StopPhrase } from "../output/until.ts";
import { watchSilence } from "../output/watch_silence.ts";
import type { JobCommandStep } from "../protocol/job_steps.ts";
import { Patience } from "./patience.ts";
import { Recorder } from "./recorder.ts";
import type { RunEvent } from "./run_event.ts";
import type { RunPorts } from "./run_ports.ts";
import { stopCommand } from "./stop_command.ts";

/** Number of recorded bytes in which a stop phrase can have begun before an adoption. */
const CARRY_BYTES = 65_536;

/** Options for {@linkcode followCommand}. */
export interface FollowCommandOptions {
  /** Server of the command. */
  readonly server: Server;
  /** Attempt as it is stored now. */
  readonly attempt: Attempt;
  /** Step that it is an attempt of. */
  readonly step: JobCommandStep;
  /** Whether it was launched just now. */
  readonly isFresh: boolean;
  /** Called when the command is known to have started. */
  readonly onStart: () => void;
  /** Called after each record of output. */
  readonly onRecord: () => void;
  /** Ends the following with its reason. The command goes on. */
  readonly signal: AbortSignal;
}

/**
 * Follows a command to its end, and records its output, over any number of lost connections. Ends
 * the command after its stop phrase, its time, or a silence.
 *
 * @returns the event of its end
 * @throws {AppError} 50012 when another service records it, or the reason of the signal
 */
export async function followCommand(
  ports: RunPorts,
  options: FollowCommandOptions,
): Promise<RunEvent> {
  using following = new Following(ports, options);
  const { attempt, signal } = options;
  try {
    return await following.toEnd();
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof AppError) || cause.kind === "LEASE_LOST") throw cause;
    const { name } = options.server;
    const detail = `${name} was out of reach for too long: ${cause.detail ?? cause.message}`;
    const error = new AppError("SSH_CONNECTION_LOST", detail, { cause });
    return { type: "lost", attempt: attempt.id, error };
  }
}

class Following implements Disposable {
  readonly #ports: RunPorts;
  readonly #options: FollowCommandOptions;
  readonly #recorder: Recorder;
  readonly #patience: Patience;
  readonly #phrase: StopPhrase | undefined;
  readonly #decoder: TextDecoder;
  readonly #over = new AbortController();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #failure: AppError | undefined;
  #isHungUp = false;

  constructor(ports: RunPorts, options: FollowCommandOptions) {
    const { attempt, step, server, onRecord } = options;
    this.#ports = ports;
    this.#options = options;
    const signal = AbortSignal.any([options.signal, this.#over.signal]);
    this.#recorder = new Recorder({ store: ports.store, attempt, onRecord, signal });
    const isHopeless = (cause: unknown) =>
      cause instanceof AppError && ["SSH_CANNOT_DETACH", "LEASE_LOST"].includes(cause.kind);
    this.#patience = new Patience(ports.reattachSeconds, (cause) => !isHopeless(cause));
    this.#decoder = new TextDecoder(server.encoding, { ignoreBOM: true });
    this.#phrase = step.stop_phrase === undefined ? undefined : new StopPhrase(step.stop_phrase);
    this.#resumeSearch();
    this.#startTimeout();
  }

  /** Follows, again after each lost connection. */
  async toEnd(): Promise<RunEvent> {
    const { signal, isFresh } = this.#options;
    for (let isFirst = true;; isFirst = false) {
      try {
        const end = await this.#follow(isFresh && isFirst);
        const event = await this.#eventOf(end);
        if (event !== undefined) return event;
      } catch (cause) {
        await this.#patience.wait(cause, signal);
      }
    }
  }

  async #follow(isFresh: boolean): Promise<DetachedEnd & Pick<Followed, "start">> {
    const { server, attempt: { id, nonce }, signal, onStart } = this.#options;
    const { spoolStart, end } = this.#recorder;
    const offset = spoolStart === null ? undefined : spoolStart + end;
    const { detached } = this.#ports;
    await using followed = await detached.follow(server, { id, nonce, offset, isFresh, signal });
    for await (const _ of followed.login) this.#patience.succeed();
    let isStarted = false;
    for await (const bytes of this.#watched(followed.output)) {
      this.#patience.succeed();
      this.#recorder.startAt(followed.start);
      if (!isStarted) onStart();
      isStarted = true;
      // After the hang-up a shell only tells of it.
      if (this.#isHungUp) continue;
      this.#search(bytes);
      await this.#recorder.push(bytes);
      this.#limitSpool();
    }
    await this.#recorder.flush();
    const ended = await followed.end;
    this.#recorder.startAt(followed.start);
    return { ...ended, start: followed.start };
  }

  /** Returns the event of an end; undefined when bytes of the output are missing. */
  async #eventOf(end: DetachedEnd): Promise<RunEvent | undefined> {
    const { attempt: { id, state }, server } = this.#options;
    switch (end.state) {
      case "never":
        return { type: "never", attempt: id };
      case "gone":
        if (state === "planned") return { type: "never", attempt: id };
        return lost(id, `${server.name} has no trace of it`);
      case "lost":
        return lost(id, `${server.name} lost the command`);
      case "exit": {
        const { spoolStart } = this.#recorder;
        // A command that ended before it began has no output.
        const size = spoolStart === null ? 0 : end.size - spoolStart;
        if (this.#recorder.end < size && !this.#isHungUp) {
          const cut = new AppError("SSH_CONNECTION_LOST", "The output was cut");
          await this.#patience.wait(cut, this.#options.signal);
          return undefined;
        }
        await this.#cut(size);
        return this.#endedEvent(end);
      }
    }
  }

  #endedEvent(end: Extract<DetachedEnd, { state: "exit" }>): RunEvent {
    const isStopped = this.#recorder.hasPhrase;
    return {
      type: "ended",
      attempt: this.#options.attempt.id,
      result: {
        exitCode: this.#isHungUp ? null : end.exitCode,
        signal: null,
        isStopped,
        isCut: !end.isWhole && !this.#isHungUp,
        error: isStopped ? undefined : this.#failure,
      },
    };
  }

  /** Cuts off what processes printed after the end. Waits while the database cannot be written. */
  async #cut(size: number): Promise<void> {
    await this.#patience.retry(() => this.#recorder.cut(size), this.#options.signal);
  }

  #watched(output: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { server, step: { idle_timeout_seconds: seconds } } = this.#options;
    if (seconds === undefined) return output;
    const detail = `The command on ${server.name} printed nothing for ${seconds} s`;
    return watchSilence(output, {
      silenceMs: seconds * 1_000,
      onSilence: () => this.#stop(new AppError("OUTPUT_WAIT_TIMEOUT", detail)),
      signal: this.#over.signal,
    });
  }

  /** Searches output for the stop phrase. */
  #search(bytes: Uint8Array): void {
    if (this.#phrase === undefined || this.#recorder.hasPhrase) return;
    this.#phrase.read(this.#decoder.decode(bytes, { stream: true }));
    if (!this.#phrase.found) return;
    this.#recorder.markPhrase();
    this.#startGrace();
  }

  /** Reads the end of what is recorded, in which the stop phrase can have begun. */
  #resumeSearch(): void {
    const { attempt: { id, recorded_bytes: size } } = this.#options;
    if (this.#recorder.hasPhrase) return this.#startGrace();
    if (this.#phrase === undefined || size === 0) return;
    const from = Math.max(0, size - CARRY_BYTES);
    for (const { offset, bytes } of this.#ports.store.output.read(id, { from, limit: 64 })) {
      this.#search(bytes.subarray(Math.max(0, from - offset)));
    }
  }

  /** Ends a command whose spool is full. */
  #limitSpool(): void {
    const { spoolStart, end } = this.#recorder;
    if ((spoolStart ?? 0) + end < this.#ports.spoolBytes) return;
    const detail = `The command on ${this.#options.server.name} printed more than JOB_SPOOL_MIB`;
    this.#stop(new AppError("COMMAND_FAILED", detail));
  }

  #startGrace(): void {
    const { step: { stop_grace_seconds: seconds }, attempt: { id }, server } = this.#options;
    this.#after(seconds * 1_000, () => {
      this.#isHungUp = true;
      stopCommand(this.#ports, { server, id, how: "hangUp", signal: this.#over.signal });
    });
  }

  /** Ends the command after its time, which began with its start. */
  #startTimeout(): void {
    const { step: { timeout_seconds: seconds }, attempt: { launched_at }, server } = this.#options;
    if (seconds === undefined) return;
    const startMs = launched_at === null ? Date.now() : Date.parse(launched_at);
    const detail = `The command on ${server.name} took longer than ${seconds} s`;
    this.#after(Math.max(0, startMs + seconds * 1_000 - Date.now()), () => {
      this.#stop(new AppError("SSH_COMMAND_TIMEOUT", detail));
    });
  }

  #stop(failure: AppError): void {
    const { attempt: { id }, server } = this.#options;
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    stopCommand(this.#ports, { server, id, how: "cancel", signal: this.#over.signal });
  }

  #after(ms: number, act: () => void): void {
    this.#timers.add(setTimeout(act, ms));
  }

  /** Clears the deadlines. */
  [Symbol.dispose](): void {
    this.#over.abort(new AppError("SERVICE_UNAVAILABLE", "The following has ended"));
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

function lost(attempt: string, detail: string): RunEvent {
  return { type: "lost", attempt, error: new AppError("JOB_STEP_UNKNOWN", detail) };
}
