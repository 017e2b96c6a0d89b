import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { bytesText, countText, durationText, timeText } from "../../format/format.ts";
import { now } from "../../frame/now.ts";
import { JobStepWhat } from "../jobs/job_steps.tsx";
import { pageTexts } from "../operations/page_texts.ts";
import { runTexts } from "./run_texts.ts";

/** Glyph and colour of each state of a step. */
const GLYPHS = {
  pending: ["○", ""],
  running: ["▶", "info"],
  retry_wait: ["◐", "warn"],
  waiting_approval: ["◐", "warn"],
  succeeded: ["✓", "up"],
  failed: ["✕", "down"],
  cancelled: ["✕", "warn"],
  unknown: ["?", "warn"],
  skipped: ["–", "meta"],
} as const;

/** Properties of {@linkcode RunSteps}. */
export interface RunStepsProps {
  /** Steps with their states. */
  readonly steps: readonly wire.StepStatus[];
  /** Progress of the last transfer of the run; undefined without one. */
  readonly progress: wire.TransferProgress | undefined;
  /** Definition that the run keeps; undefined when it is not known. */
  readonly definition: wire.JobDefinition | undefined;
  /** Path of the step whose output is shown. */
  readonly chosen: string;
  /** Called with the path of the step that the user chooses. */
  readonly onChoose: (path: string) => void;
}

/** Shows the steps of a run with their states. One of them is chosen. */
export function RunSteps(
  { steps, progress, definition, chosen, onChoose }: RunStepsProps,
): JSX.Element {
  return (
    <ol class="steps" aria-label={runTexts().steps}>
      {steps.map((step, index) => (
        <li key={step.path}>
          <button
            class="step"
            type="button"
            aria-current={step.path === chosen ? "step" : undefined}
            onClick={() => onChoose(step.path)}
          >
            <Step
              step={step}
              progress={progress?.path === step.path ? progress : undefined}
              written={definition?.steps[index]}
            />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Step(
  { step, progress, written }: {
    readonly step: wire.StepStatus;
    readonly progress: wire.TransferProgress | undefined;
    readonly written: wire.JobStep | undefined;
  },
): JSX.Element {
  const text = runTexts();
  const [glyph, colour] = GLYPHS[step.state];
  const { files, bytes, error_code, exit_code } = step;
  const facts = [
    step.try > 1 ? text.try(countText(step.try)) : "",
    error_code === null || step.state === "succeeded" ? "" : text.failedWith(error_code),
    exit_code === null || exit_code === 0 ? "" : text.exited(exit_code),
    files === null ? "" : text.copied(countText(files), bytesText(bytes ?? 0)),
    progress === undefined || step.state !== "running" ? "" : progressText(progress),
  ].filter((fact) => fact !== "");
  return (
    <>
      <i class={`glyph ${colour}`} aria-hidden="true">{glyph}</i>
      <span class="step-name">{step.name}</span>
      <span class="step-figure">
        <Figure {...step} />
      </span>
      {written === undefined ? null : (
        <span class="step-what meta">
          <JobStepWhat step={written} />
        </span>
      )}
      {facts.length === 0 ? null : <span class="step-bytes meta">{facts.join(" · ")}</span>}
    </>
  );
}

function progressText({ bytes, total_bytes, bytes_per_second }: wire.TransferProgress): string {
  const rate = bytesText(bytes_per_second);
  return pageTexts().progress(bytesText(bytes), bytesText(total_bytes), rate);
}

/** Shows the state of a step in words, and its duration or the time that it waits for. */
function Figure({ state, started_at, ended_at, not_before }: wire.StepStatus): JSX.Element {
  const text = runTexts();
  if (state === "retry_wait" && not_before !== null) {
    return <>{text.retry_wait} {timeText(not_before)}</>;
  }
  const start = started_at === null ? undefined : Date.parse(started_at);
  if (state === "running" && start !== undefined) {
    const ms = Math.max(0, now.value - start);
    return <>{text.running} {durationText(Math.floor(ms / 1_000) * 1_000)}</>;
  }
  const time = start === undefined || ended_at === null
    ? ""
    : durationText(Date.parse(ended_at) - start);
  if (state !== "succeeded") return <>{text[state]} {time}</>;
  return (
    <>
      <span class="unseen">{text.succeeded}</span> {time}
    </>
  );
}
