import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../../client/mod.ts";
import { client } from "../../link/link.ts";
import { Action } from "../../parts/action.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Time } from "../../parts/time.tsx";
import { actTexts } from "./act_texts.ts";

/** Maximum length of a comment, in characters. */
const MAX_COMMENT = 500;

/** Properties of {@linkcode Decide}. */
export interface DecideProps {
  /** Run. */
  readonly run: wire.RunStatus;
  /** Step that waits for a person. */
  readonly step: wire.StepStatus;
  /** Step as it is defined; undefined when that is not known. */
  readonly written: wire.JobStep | undefined;
}

/** Shows what is to be decided about a step, and the decisions. */
export function Decide({ run, step, written }: DecideProps): JSX.Element {
  const text = actTexts();
  const [comment, setComment] = useState("");
  const [error, setError] = useState<unknown>();
  const approval = written !== undefined && "approval" in written ? written.approval : undefined;
  const isApproval = step.state === "waiting_approval";
  const decide = (decision: wire.DecideStepData["decision"]) => {
    setError(undefined);
    const { path } = step;
    const said = comment.trim() === "" ? {} : { comment: comment.trim() };
    client.peek()?.job.decide(run.run_id, { path, decision, ...said }).catch(setError);
  };
  return (
    <section class="run-panel" aria-label={text.decideHeading(step.name)}>
      <h2>{text.decideHeading(step.name)}</h2>
      {approval?.reason === undefined ? null : <p>{filledText(approval.reason, run)}</p>}
      {isApproval ? null : <p>{text.unknown}</p>}
      {step.not_before === null ? null : (
        <p class="meta">
          {text.until} <Time at={step.not_before} />
        </p>
      )}
      <label>
        <span>{text.comment}</span>
        <input
          value={comment}
          maxLength={MAX_COMMENT}
          onInput={({ currentTarget: { value } }) => setComment(value)}
        />
      </label>
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="button-row">
        {isApproval
          ? <Approvals role={approval?.role ?? "operator"} onDecide={decide} />
          : <Ends onDecide={decide} />}
      </div>
    </section>
  );
}

interface DecisionProps {
  readonly onDecide: (decision: wire.DecideStepData["decision"]) => void;
}

function Approvals(
  { role, onDecide }: DecisionProps & { readonly role: "operator" | "admin" },
): JSX.Element {
  const text = actTexts();
  return (
    <>
      <Action kind="filled" role={role} onClick={() => onDecide("approve")}>{text.approve}</Action>
      <Action role={role} onClick={() => onDecide("reject")}>{text.reject}</Action>
    </>
  );
}

/** Shows the decisions about a command with an unknown end. None of them is the usual one. */
function Ends({ onDecide }: DecisionProps): JSX.Element {
  const text = actTexts();
  return (
    <>
      <Action onClick={() => onDecide("succeeded")}>{text.succeeded}</Action>
      <Action onClick={() => onDecide("failed")}>{text.failed}</Action>
      <Action onClick={() => onDecide("retry")}>{text.retryStep}</Action>
    </>
  );
}

/** Returns a text of a job with the values of a run in it. */
function filledText(text: string, { inputs, today }: wire.RunStatus): string {
  return text.replaceAll(
    /\{\{\s*(?:today|inputs\.([a-z][a-z0-9_]*))\s*\}\}/g,
    (_, name?: string) => name === undefined ? today : inputs[name] ?? "",
  );
}
