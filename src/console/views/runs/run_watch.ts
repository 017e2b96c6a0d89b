import { effect, type Signal, signal } from "@preact/signals";
import { PinkPageError, type wire } from "../../../client/mod.ts";
import { bytesText, countText } from "../../format/format.ts";
import { link } from "../../link/link.ts";
import { forkLink } from "../../link/own.ts";
import { OutputScreen } from "../../xterm/output_screen.ts";
import { hasEnded } from "./run_states.ts";
import { runTexts } from "./run_texts.ts";

/** Pause before the run is watched again, in milliseconds. */
const PAUSE_MS = 1_000;

/** Run as it is watched: its state, its steps and their output, over losses of the connection. */
export class RunWatch implements Disposable {
  /** State of the run; undefined before the first answer. */
  readonly run: Signal<wire.RunStatus | undefined> = signal();
  /** Steps in their order. */
  readonly steps: Signal<readonly wire.StepStatus[]> = signal([]);
  /** Progress of the last transfer; undefined without one. */
  readonly progress: Signal<wire.TransferProgress | undefined> = signal();
  /** Screens of the steps that have output, by path. */
  readonly screens: Signal<ReadonlyMap<string, OutputScreen>> = signal(new Map());
  /** Error that ended the watching; undefined without one. A failure of the run is none. */
  readonly error: Signal<unknown> = signal();
  readonly #runId: string;
  readonly #stop = new AbortController();
  /** Ends of the output that came, by attempt. */
  readonly #ends = new Map<string, number>();
  /** Attempt whose output came last, by path. */
  readonly #attempts = new Map<string, string>();

  /** Watches a run until its end. */
  constructor(runId: string) {
    this.#runId = runId;
    void this.#follow(this.#stop.signal);
  }

  /** Ends the watching and its screens. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    for (const screen of this.screens.peek().values()) screen.dispose();
  }

  /** Watches again after each loss. The service sends the output that has not come. */
  async #follow(signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await whenConnected(signal);
        return await this.#watch(signal);
      } catch (error) {
        if (signal.aborted || hasEnded(this.run.peek()?.state)) return;
        if (!isLoss(error)) return void (this.error.value = error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const fork = await forkLink(signal);
    try {
      const offsets = Object.fromEntries(this.#ends);
      for await (const event of fork.job.watch(this.#runId, { offsets, signal })) {
        if (event.type === "run_status") this.run.value = event;
        else if (event.type === "step_status") this.#take(event);
        else if (event.type === "transfer_progress") this.progress.value = event;
        else await this.#show(event);
      }
    } finally {
      await fork.close();
    }
  }

  #take(step: wire.StepStatus): void {
    const steps = this.steps.peek();
    const index = steps.findIndex(({ path }) => path === step.path);
    this.steps.value = index < 0 ? [...steps, step] : steps.with(index, step);
  }

  /** Shows output. A step that is tried again goes on below its earlier output. */
  async #show({ path, attempt_id, offset, end, data }: wire.RunOutput): Promise<void> {
    const text = runTexts();
    const screen = this.#screenOf(path);
    const known = this.#ends.get(attempt_id);
    const isOther = this.#attempts.has(path) && this.#attempts.get(path) !== attempt_id;
    const number = this.steps.peek().find((step) => step.path === path)?.try ?? 0;
    const missing = known === undefined ? 0 : offset - known;
    const lines = [
      isOther ? line(text.again(countText(number))) : "",
      missing > 0 ? line(text.leftOut(bytesText(missing))) : "",
    ];
    this.#ends.set(attempt_id, end);
    this.#attempts.set(path, attempt_id);
    // A screen that cannot be loaded says so itself.
    await screen.write(lines.join("") + data).catch(() => {});
  }

  #screenOf(path: string): OutputScreen {
    const known = this.screens.peek().get(path);
    if (known !== undefined) return known;
    const screen = new OutputScreen({ isText: true });
    this.screens.value = new Map(this.screens.peek()).set(path, screen);
    return screen;
  }
}

/** Returns a line of the page among the output. */
function line(text: string): string {
  return `\r\n\x1b[0;33m⋯ ${text} ⋯\x1b[0m\r\n`;
}

/** Checks whether an error tells nothing of the run: the service could not be reached. */
function isLoss(error: unknown): boolean {
  return error instanceof PinkPageError && (error.reason === "lost" || error.retryable);
}

/** Resolves when the page is connected. Rejects when the signal aborts. */
async function whenConnected(signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = effect(() => {
    if (link.value.name === "open") resolve();
  });
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  await promise.finally(stop);
}
