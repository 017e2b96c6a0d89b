import { sleep } from "../async/sleep.ts";
import { leaseLost } from "../domain/detached.ts";
import { type Attempt, hasEnded } from "../domain/run.ts";
import type { RunLease } from "../domain/run_leases.ts";
import { AppError, toAppError } from "../errors.ts";
import { createEncoder } from "../output/encode.ts";
import { filled } from "../protocol/job_placeholders.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import { commandStepOf, failedAttempt, failureOf, type MainEffect } from "./act_failure.ts";
import { followCommand } from "./follow_command.ts";
import { passGate } from "./gate.ts";
import { launchMark } from "./launch_mark.ts";
import { canPass, Patience } from "./patience.ts";
import type { RunEffect, RunEvent } from "./run_event.ts";
import { type RunPorts, serverIn } from "./run_ports.ts";
import { RunServers, type RunServersOptions } from "./run_servers.ts";
import { stopCommand } from "./stop_command.ts";
import { transferStep } from "./transfer_step.ts";

/** Time for the tries to remove the directory of an attempt, in seconds. A start tries again. */
const CLEAN_SECONDS = 60;

/** Options for {@linkcode RunActs}. */
export type RunActsOptions = Omit<RunServersOptions, "over">;

/** Acts of a run on servers, which its changes lead to. Disposing it stops them. */
export class RunActs implements Disposable {
  readonly #ports: RunPorts;
  readonly #options: RunActsOptions;
  readonly #servers: RunServers;
  readonly #over = new AbortController();
  /** Aborts when the present act is stopped or another one begins. */
  #act = new AbortController();
  /** Number of acts at the end of a run that are under way. */
  #closing = 0;

  /** Creates it without an act. */
  constructor(ports: RunPorts, options: RunActsOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#servers = new RunServers(ports, { ...options, over: this.#over.signal });
  }

  /** Whether no act at the end of the run is under way. */
  get isIdle(): boolean {
    return this.#closing === 0;
  }

  /** Lease that the run holds. */
  get lease(): RunLease | undefined {
    return this.#servers.lease;
  }

  /** Begins an act. Its outcome is served. */
  begin(effect: RunEffect): void {
    switch (effect.kind) {
      case "stop":
        return this.#act.abort(new AppError("SERVICE_UNAVAILABLE", "The act was stopped"));
      case "release":
        return this.#close(() => this.#servers.release());
      case "clean":
        return this.#close(() => this.#clean(effect.attempt));
      case "cancel":
        return this.#cancel(effect.attempt);
      default:
        return this.#beginAct(effect);
    }
  }

  /** Stops all acts. Commands on servers go on. */
  [Symbol.dispose](): void {
    const reason = new AppError("SERVICE_UNAVAILABLE", "The service is shutting down");
    this.#over.abort(reason);
    this.#act.abort(reason);
  }

  /** Begins an act in place of the one before. Never throws. */
  #beginAct(effect: MainEffect): void {
    this.#act.abort(new AppError("SERVICE_UNAVAILABLE", "Another act began"));
    this.#act = new AbortController();
    const { signal } = this.#act;
    this.#outcome(effect, signal).then(
      (event) => signal.aborted || event === undefined ? undefined : this.#options.serve(event),
      (cause) => {
        if (signal.aborted) return;
        const { run } = this.#options.view();
        const error = toAppError(cause);
        this.#ports.log.error("an act of a run failed", {
          run: run.run_id,
          act: effect.kind,
          error,
        });
        this.#options.serve(failureOf(effect, error));
      },
    );
  }

  async #outcome(effect: MainEffect, signal: AbortSignal): Promise<RunEvent | undefined> {
    switch (effect.kind) {
      case "gate":
        return await passGate(this.#ports, this.#options.view(), {
          signal,
          onFailures: (gate) => this.#ports.feed.waits(this.#options.view(), { gate }),
        });
      case "acquire":
        return await this.#servers.acquire(signal);
      case "launch":
        return await this.#launch(effect.attempt, signal);
      case "follow":
        return await this.#follow(effect.attempt, { isFresh: true, signal });
      case "adopt":
        await this.#servers.fence?.require(effect.attempt.server_name ?? "").catch(() => {});
        return await this.#follow(effect.attempt, { isFresh: false, signal });
      case "transfer":
        return await transferStep(this.#ports, this.#options.view(), {
          attempt: effect.attempt,
          signal,
        });
      case "sleep":
        await sleep(Math.max(0, effect.untilMs - Date.now()), signal);
        return { type: "due" };
    }
  }

  async #launch(attempt: Attempt, signal: AbortSignal): Promise<RunEvent> {
    const { id, nonce } = attempt;
    const { fence } = this.#servers;
    const server = serverIn(this.#ports, attempt.server_name ?? "");
    try {
      await fence?.require(server.name);
      const view = this.#options.view();
      const { run: line, env, cols, rows } = commandStepOf(this.#stepOf(attempt)).command;
      const command = createEncoder(server.encoding)(line);
      const values = Object.entries(env).map(([name, text]) => [name, filled(text, view.run)]);
      const launch = { id, fence: fence?.number ?? 0, mark: launchMark(view), nonce, command };
      const result = await this.#ports.detached.launch(server, {
        ...launch,
        ...{ size: { cols, rows }, spoolBytes: this.#ports.spoolBytes, signal },
        env: Object.fromEntries(values),
      });
      this.#ports.checkpoint?.("launched");
      if (typeof result !== "object") return { type: "launched", attempt: id, isFollowed: false };
      return { type: "lease_lost", error: leaseLost(server) };
    } catch (cause) {
      signal.throwIfAborted();
      const error = toAppError(cause);
      // The server may have received the launch.
      if (fence !== undefined && canPass(error)) {
        await sleep(1_000, signal);
        return { type: "uncertain", attempt: id };
      }
      return failedAttempt(attempt, error);
    }
  }

  async #follow(
    { id }: Attempt,
    { isFresh, signal }: { isFresh: boolean; signal: AbortSignal },
  ): Promise<RunEvent> {
    const view = this.#options.view();
    const stored = this.#ports.store.view(view.run.run_id)?.attempts ?? view.attempts;
    const attempt = stored.find((attempt) => attempt.id === id) as Attempt;
    return await followCommand(this.#ports, {
      server: serverIn(this.#ports, attempt.server_name ?? ""),
      attempt,
      step: commandStepOf(this.#stepOf(attempt)),
      isFresh,
      onStart: () => {
        if (attempt.state !== "planned") return;
        this.#options.serve({ type: "launched", attempt: id, isFollowed: true });
      },
      onRecord: () => {
        this.#ports.checkpoint?.("appended");
        this.#ports.feed.recorded(view.run.run_id);
      },
      signal,
    });
  }

  #cancel({ id, server_name }: Attempt): void {
    const server = serverIn(this.#ports, server_name ?? "");
    stopCommand(this.#ports, { server, id, how: "cancel", signal: this.#act.signal });
  }

  /**
   * Removes the directory of an attempt. One that cannot be removed now is removed after a start.
   *
   * @throws {AppError} 52002 when the attempt still runs, the errors of connecting
   */
  async #clean({ id, server_name }: Attempt): Promise<RunEvent | undefined> {
    const server = serverIn(this.#ports, server_name ?? "");
    const { signal } = this.#over;
    const remove = () => this.#ports.detached.remove(server, { ids: [id], signal });
    const running = await new Patience(CLEAN_SECONDS).retry(remove, signal);
    if (running.length > 0) {
      throw new AppError("JOB_STEP_UNKNOWN", `${server.name} still runs a command that was lost`);
    }
    this.#ports.checkpoint?.("removed");
    return { type: "cleaned", attempt: id };
  }

  /** Performs an act at the end of a step or of the run, beside others. */
  #close(act: () => Promise<RunEvent | undefined>): void {
    this.#closing++;
    const end = (event?: RunEvent) => {
      this.#closing--;
      if (event !== undefined) this.#options.serve(event);
    };
    act().then(end, (cause) => {
      if (this.#over.signal.aborted) return;
      const { run } = this.#options.view();
      this.#ports.log.warn("something of a run is left on a server", {
        run: run.run_id,
        error: toAppError(cause),
      });
      end();
      if (hasEnded(run)) this.#options.serve({ type: "due" });
    });
  }

  #stepOf({ path }: Attempt): JobStep {
    return this.#options.view().definition.steps[Number(path) - 1] as JobStep;
  }
}
