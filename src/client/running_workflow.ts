import { Change, firstOf } from "./change.ts";
import { type Errors, PinkPageError } from "./error.ts";
import type { RunningOperation } from "./running_operation.ts";
import type { Session } from "./session.ts";
import type {
  Decision,
  StepState,
  Workflow,
  WorkflowOptions,
  WorkflowRun,
  WorkflowState,
  WorkflowStep,
} from "./workflow.ts";
import type * as wire from "./wire.ts";

/** Minimum time between two states that a reader gets, in milliseconds. */
const STATE_MS = 100;

/** Operation of a step. */
export type StepOperation = RunningOperation<wire.CommandComplete | wire.TransferComplete>;

/** Part of a client that a workflow uses. */
export interface WorkflowPorts {
  /** Starts the session. */
  readonly session: (options: WorkflowOptions) => Promise<Session>;
  /** Starts the operation of a step. */
  readonly start: (step: WorkflowStep) => StepOperation;
  /** Errors of the service. */
  readonly errors: Errors;
}

/** Workflow on a client. */
export class RunningWorkflow implements WorkflowRun {
  readonly #workflow: Workflow;
  readonly #options: WorkflowOptions;
  readonly #ports: WorkflowPorts;
  readonly #change = new Change();
  readonly #stop = new AbortController();
  /** Aborts when the workflow is to end. */
  readonly #signal: AbortSignal;
  readonly #done: Promise<WorkflowState>;
  #state: WorkflowState;
  #operation: StepOperation | null = null;

  /** Starts a workflow. */
  constructor(workflow: Workflow, options: WorkflowOptions, ports: WorkflowPorts) {
    this.#workflow = workflow;
    this.#options = options;
    this.#ports = ports;
    const steps = workflow.steps.map(({ name }): StepState => ({ name, state: "pending" }));
    this.#state = { phase: "waiting", steps, current: 0 };
    const { signal = this.#stop.signal } = options;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#done = this.#run();
    this.#done.catch(() => {}); // The reader of `done` gets it.
  }

  /** State now. */
  get state(): WorkflowState {
    return this.#state;
  }

  /** Operation of the current step. */
  get operation(): StepOperation | null {
    return this.#operation;
  }

  /** Yields the states. */
  async *[Symbol.asyncIterator](): AsyncGenerator<WorkflowState, void, void> {
    for (let last: WorkflowState | undefined;;) {
      const state = this.#state;
      const isOver = state.phase === "completed" || state.phase === "ended";
      if (state !== last) yield last = state;
      if (isOver) return;
      await firstOf([], { ms: STATE_MS });
      if (this.#state === last) await this.#change.next();
    }
  }

  /** Cancels the current step. */
  async cancelStep(): Promise<void> {
    await this.#operation?.cancel();
  }

  /** Waits for the end. */
  done(): Promise<WorkflowState> {
    return this.#done;
  }

  /** Ends the workflow: cancels its step and ends its session. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done.catch(() => {});
  }

  async #run(): Promise<WorkflowState> {
    const signal = this.#signal;
    let session: Session | undefined;
    let error: unknown;
    try {
      session = await this.#ports.session({ ...this.#options, signal });
      error = await this.#runSteps(session);
    } catch (cause) {
      error = cause;
    }
    await session?.end();
    this.#set({ phase: error === undefined ? "completed" : "ended" });
    if (error !== undefined) throw error;
    return this.#state;
  }

  /** Runs the steps in their order. Returns the error that ends them. */
  async #runSteps(session: Session): Promise<unknown> {
    const signal = this.#signal;
    for (let current = 0; current < this.#workflow.steps.length;) {
      signal.throwIfAborted();
      this.#set({ phase: "running", current });
      const error = await this.#runStep(current);
      if (error === undefined) {
        current++;
        continue;
      }
      this.#set({ phase: "failed" });
      const decision = await this.#decide(session);
      if (decision === "end") return error;
      if (decision === "skip") this.#setStep(current++, { state: "skipped" });
    }
    return undefined;
  }

  /** Runs a step. Returns the error of its failure. */
  async #runStep(index: number): Promise<unknown> {
    const step = this.#workflow.steps[index];
    if (step === undefined) return undefined;
    const startedAt = new Date();
    const { name } = step;
    this.#setStep(index, { state: "running", startedAt }, { name, state: "pending" });
    const operation = this.#ports.start(step);
    const cancel = () => void operation.cancel();
    this.#signal.addEventListener("abort", cancel);
    operation.onProgress = ({ bytes, total_bytes, bytes_per_second }) =>
      this.#setStep(index, { bytes, totalBytes: total_bytes, bytesPerSecond: bytes_per_second });
    this.#operation = operation;
    this.#options.onOperation?.(operation, this.#state.steps[index] as StepState);
    try {
      const complete = await operation.outcome();
      this.#refuseFailure(complete);
      const exit = "exit_code" in complete ? { exitCode: complete.exit_code } : {};
      this.#setStep(index, { state: "completed", durationMs: complete.duration_ms, ...exit });
      return undefined;
    } catch (cause) {
      const durationMs = Date.now() - startedAt.getTime();
      const known = cause instanceof PinkPageError ? { error: cause } : {};
      const exitCode = known.error?.exitCode ?? null;
      this.#setStep(index, { state: "failed", durationMs, exitCode, ...known });
      return cause;
    } finally {
      this.#signal.removeEventListener("abort", cancel);
      this.#operation = null;
    }
  }

  /** Refuses a command that exited with another code than 0. @throws {PinkPageError} 50000 */
  #refuseFailure(complete: wire.CommandComplete | wire.TransferComplete): void {
    if (!("reason" in complete) || complete.reason === "stop_phrase") return;
    const { exit_code, signal } = complete;
    if (exit_code === 0) return;
    throw this.#ports.errors.told({
      error_code: 50000,
      message: "Command execution failed",
      detail: `The command ended with ${exit_code ?? signal}`,
      exit_code: exit_code ?? undefined,
    });
  }

  /** Asks for the next step. The end of the session, or of the workflow, decides by itself. */
  async #decide(session: Session): Promise<Decision> {
    const signal = this.#signal;
    const failure = this.#state.steps[this.#state.current];
    const { onFailure } = this.#options;
    if (failure === undefined || onFailure === undefined || signal.aborted) return "end";
    let decision: Decision = "end";
    const asked = onFailure(failure).then((answer) => decision = answer);
    await firstOf([asked, session.ended], { signal });
    return decision;
  }

  #setStep(index: number, change: Partial<StepState>, before = this.#state.steps[index]): void {
    const step = { ...before, ...change } as StepState;
    this.#set({ steps: this.#state.steps.with(index, step) });
  }

  #set(change: Partial<WorkflowState>): void {
    this.#state = { ...this.#state, ...change };
    this.#change.notify();
  }
}
