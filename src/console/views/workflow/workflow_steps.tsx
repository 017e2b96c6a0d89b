import type { JSX } from "preact";
import type { CommandStep, StepState, TransferStep, WorkflowStep } from "../../../client/mod.ts";
import { bytesText, durationText } from "../../format/format.ts";
import { now } from "../../frame/now.ts";
import { ServerName } from "../../parts/server_name.tsx";
import { transfers } from "./given_workflows.ts";
import { doneShare, remainingMs } from "./remaining.ts";
import { workflowTexts } from "./workflow_texts.ts";

/** Glyph and colour of each state of a step. */
const GLYPHS = {
  pending: ["○", ""],
  running: ["▶", "info"],
  completed: ["✓", "up"],
  failed: ["✕", "down"],
  skipped: ["–", "meta"],
} as const;

/** Properties of {@linkcode WorkflowSteps}. */
export interface WorkflowStepsProps {
  /** Steps. */
  readonly steps: readonly WorkflowStep[];
  /** States of the steps; undefined before a start. */
  readonly states: readonly StepState[] | undefined;
  /** Index of the step whose output is shown. */
  readonly chosen: number;
  /** Called with the step that the user chooses. */
  readonly onChoose: (index: number) => void;
}

/** Shows the steps of a workflow with their states. One of them is chosen. */
export function WorkflowSteps(
  { steps, states, chosen, onChoose }: WorkflowStepsProps,
): JSX.Element {
  return (
    <ol class="steps" aria-label={workflowTexts().steps}>
      {steps.map((step, index) => (
        <li key={index}>
          <button
            class="step"
            type="button"
            aria-current={index === chosen ? "step" : undefined}
            onClick={() => onChoose(index)}
          >
            <Step step={step} state={states?.[index] ?? { name: step.name, state: "pending" }} />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Step(
  { step, state }: { readonly step: WorkflowStep; readonly state: StepState },
): JSX.Element {
  const isLost = state.state === "failed" && state.error?.reason === "lost";
  const [glyph, colour] = isLost ? ["?", "warn"] as const : GLYPHS[state.state];
  const share = state.state === "running" ? doneShare(state) : undefined;
  return (
    <>
      <i class={`glyph ${colour}`} aria-hidden="true">{glyph}</i>
      <span class="step-name">{step.name}</span>
      <span class="step-figure">
        <Figure {...state} isLost={isLost} />
      </span>
      <span class="step-what meta">
        <StepWhat step={step} />
      </span>
      {share === undefined
        ? null
        : <progress class="step-bar" value={share} max={1} aria-label={step.name} />}
      {state.bytes === undefined ? null : <Transferred {...state} />}
    </>
  );
}

/** Shows the state of a step in words, and its duration. */
function Figure(
  { state, startedAt, durationMs, isLost, ...progress }: StepState & { readonly isLost: boolean },
): JSX.Element {
  const text = workflowTexts();
  if (isLost) return <>{text.lost}</>;
  const share = doneShare(progress);
  if (state === "running" && share !== undefined) return <>{Math.floor(share * 100)} %</>;
  if (state === "running" && startedAt !== undefined) {
    const ms = Math.max(0, now.value - startedAt.getTime());
    return <>{text.running} {durationText(Math.floor(ms / 1_000) * 1_000)}</>;
  }
  const time = durationMs === undefined || state === "pending" ? "" : durationText(durationMs);
  if (state === "completed") {
    return (
      <>
        <span class="unseen">{text.completed}</span> {time}
      </>
    );
  }
  return <>{text[state]} {time}</>;
}

/** Shows bytes, rate and the time left of a transfer. */
function Transferred(state: StepState): JSX.Element {
  const text = workflowTexts();
  const { bytes = 0, totalBytes = bytes, bytesPerSecond } = state;
  const leftMs = remainingMs(state);
  const isRunning = state.state === "running";
  const parts = [
    isRunning ? text.of(bytesText(bytes), bytesText(totalBytes)) : bytesText(bytes),
    isRunning && bytesPerSecond ? text.rate(bytesText(bytesPerSecond)) : "",
    isRunning && leftMs !== undefined ? text.left(durationText(leftMs)) : "",
  ];
  return <span class="step-bytes meta">{parts.filter((part) => part !== "").join(" · ")}</span>;
}

/** Shows the server and the command of a step, or the servers of its transfer. */
export function StepWhat(
  { step }: { readonly step: Pick<CommandStep, "command"> | TransferStep },
): JSX.Element {
  if ("command" in step) {
    return (
      <>
        <ServerName name={step.command.server} /> · <code>{step.command.run}</code>
      </>
    );
  }
  const { name } = step.transfer;
  const transfer = transfers.value.find((transfer) => transfer.name === name);
  if (transfer === undefined) return <>{name}</>;
  return (
    <>
      {name} · <ServerName name={transfer.from.server} />
      {" → "}
      <ServerName name={transfer.to.server} />
    </>
  );
}
