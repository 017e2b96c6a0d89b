import { Change, firstOf } from "./change.ts";
import type { PinkPageError } from "./error.ts";
import type { Errors } from "./errors.ts";
import type { StartOptions } from "./own_session.ts";
import type { RunningOperation } from "./running_operation.ts";
import { keptWorkflow, savedWorkflow } from "./saved_workflow.ts";
import { refuseFailure } from "./refuse_failure.ts";
import type { Session } from "./session.ts";
import { errorOf, isDone, isOver } from "./workflow_course.ts";
import type {
  Decision,
  SavedWorkflow,
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
  readonly session: (options: StartOptions) => Promise<Session>;
  /** Starts the operation of a step, with its `request_id`. */
  readonly start: (step: WorkflowStep, id: string) => StepOperation;
  /** Operation that a resumed client still has; null without one. */
  readonly resumed: StepOperation | null;
  /** Returns a new id. */
  readonly newId: () => string;
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
  /** Beginning of the ids of its operations. */
  readonly #id: string;
  #state: WorkflowState;
  #operation: StepOperation | null = null;

  /** Starts a workflow. */
  constructor(workflow: Workflow, options: WorkflowOptions, ports: WorkflowPorts) {
    this.#workflow = workflow;
    this.#options = options;
    this.#ports = ports;
    const steps = workflow.steps.map(({ name }): StepState => ({ name, state: "pending" }));
    const { id, state } = options.saved ? keptWorkflow(options.saved, ports.errors) : {
      id: ports.newId(),
      state: { phase: "waiting" as const, steps, current: 0 },
    };
    this.#id = id;
    this.#state = state;
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
      if (state !== last) yield last = state;
      if (isOver(state)) return;
      await firstOf([], { ms: STATE_MS });
      if (this.#state === last) await this.#change.next();
    }
  }

  /** Cancels the current step. */
  async cancelStep(): Promise<void> {
    await this.#operation?.cancel();
  }

  /** Returns the state from which another client goes on. */
  save(): SavedWorkflow {
    return savedWorkflow({ id: this.#id, state: this.#state });
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
    const { phase, steps, current } = this.#state;
    let error: unknown = steps[current]?.error;
    if (phase === "completed") return this.#state;
    if (phase === "ended") throw error ?? this.#ports.errors.cancelled();
    try {
      await this.#goOn();
      const mustBeKept = phase !== "waiting";
      session = await this.#ports.session({ ...this.#options, signal, mustBeKept });
      error = await this.#runSteps(session);
    } catch (cause) {
      error = cause;
      if (this.#state.steps[current]?.state === "running") {
        this.#fail(current, cause as PinkPageError);
      }
    }
    await session?.end();
    this.#set({ phase: error === undefined ? "completed" : "ended" });
    if (error !== undefined) throw error;
    return this.#state;
  }

  /**
   * Finds the operation with which a saved workflow goes on: that of the step which was sent last.
   * A step that may have been sent fails without one.
   */
  async #goOn(): Promise<void> {
    const { resumed, errors } = this.#ports;
    const { steps, current } = this.#state;
    const [id, index] = resumed?.requestId.split(".") ?? [];
    const isOwn = resumed !== null && id === this.#id;
    const last = isOwn ? Number(index) : -1;
    // The state may be older than the decisions that led to the last step.
    for (const [index, { state }] of steps.slice(0, Math.max(last, 0)).entries()) {
      const passed = state === "failed" ? "skipped" : "completed";
      if (!isDone(state)) this.#setStep(index, { state: passed });
    }
    if (last >= current && !isDone(steps[last]?.state)) {
      this.#operation = resumed;
      this.#set({ current: last });
    } else {
      if (isOwn) await firstOf([resumed.ended], { signal: this.#signal });
      if (steps[current]?.state !== "running") return;
      this.#fail(current, errors.lost("The step may have run: see what it has done"));
    }
  }

  /** Runs the steps in their order. Returns the error that ends them. */
  async #runSteps(session: Session): Promise<unknown> {
    let { current } = this.#state;
    for (let step; (step = this.#state.steps[current]) !== undefined;) {
      this.#signal.throwIfAborted();
      if (isDone(step.state)) current++;
      else if (step.state !== "failed" || this.#operation !== null) {
        this.#set({ phase: "running", current });
        await this.#runStep(current);
      } else {
        this.#set({ phase: "failed", current });
        const decision = await this.#decide(session);
        // The reason for which the session has ended tells more than that of the step.
        if (decision === "end") return await errorOf(session) ?? step.error;
        this.#setStep(current, { state: decision === "skip" ? "skipped" : "pending" });
      }
    }
    return undefined;
  }

  /** Runs a step to its end, or goes on with that of a saved workflow. */
  async #runStep(index: number): Promise<void> {
    const step = this.#workflow.steps[index];
    if (step === undefined) return;
    const { name, startedAt = new Date() } = this.#operation && this.#state.steps[index] ||
      { name: step.name };
    this.#setStep(index, { state: "running", startedAt }, { name, state: "pending" });
    const id = `${this.#id}.${index}.${this.#ports.newId()}`;
    const operation = this.#operation ??= this.#ports.start(step, id);
    const signal = this.#signal;
    void firstOf([operation.ended], { signal }).then(() => {
      if (signal.aborted) void operation.cancel();
    });
    operation.onProgress = ({ bytes, total_bytes, bytes_per_second }) =>
      this.#setStep(index, { bytes, totalBytes: total_bytes, bytesPerSecond: bytes_per_second });
    this.#options.onOperation?.(operation, this.#state.steps[index] as StepState);
    try {
      const complete = await operation.outcome();
      refuseFailure(complete, this.#ports.errors);
      const exit = "exit_code" in complete ? { exitCode: complete.exit_code } : {};
      this.#setStep(index, { state: "completed", durationMs: complete.duration_ms, ...exit });
    } catch (cause) {
      this.#fail(index, cause as PinkPageError);
    } finally {
      this.#operation = null;
    }
  }

  /** Records the failure of a step. */
  #fail(index: number, error: PinkPageError): void {
    const { startedAt = new Date() } = this.#state.steps[index] ?? {};
    const durationMs = Date.now() - startedAt.getTime();
    const { exitCode = null } = error;
    this.#setStep(index, { state: "failed", durationMs, exitCode, error });
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
    this.#set({ steps: this.#state.steps.with(index, { ...before, ...change } as StepState) });
  }

  #set(change: Partial<WorkflowState>): void {
    this.#state = { ...this.#state, ...change };
    this.#change.notify();
  }
}
