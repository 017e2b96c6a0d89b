import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { PinkPageError } from "../../../client/mod.ts";
import { client } from "../../link/link.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Action } from "../../parts/action.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Time } from "../../parts/time.tsx";
import { failureTexts } from "./failure_texts.ts";
import type { PageWorkflow } from "./page_workflow.ts";
import { transfers } from "./given_workflows.ts";
import { decide, startWorkflow } from "./workflow_driver.ts";

/** Beginning of the message of a session that an administrator has ended. */
const ENDED_BY_ADMIN = "Session ended by an administrator";

/** Properties of a {@linkcode FailurePanel}. */
export interface FailurePanelProps {
  /** Workflow that has failed. */
  readonly own: PageWorkflow;
  /** Reason for which no session can be started now; undefined when it can. */
  readonly reason: string | undefined;
}

/** Shows why a workflow does not go on, and what the user can do. */
export function FailurePanel({ own, reason }: FailurePanelProps): JSX.Element {
  const { state: { steps, current }, isDeciding, failedAt } = own;
  const text = failureTexts();
  const step = steps[current];
  const isLost = step?.state === "failed" && step.error?.reason === "lost";
  return (
    <section class="failure">
      {isLost
        ? (
          <div class="error-note" role="alert">
            <p>
              <strong>{text.lost}</strong>
            </p>
            <p>{text.look}</p>
          </div>
        )
        : step?.error === undefined
        ? null
        : <ErrorNote error={step.error} at={failedAt} />}
      <SessionState own={own} />
      {step === undefined || step.state === "pending"
        ? null
        : <Actions own={own} isLost={isLost} reason={isDeciding ? undefined : reason} />}
    </section>
  );
}

interface ActionsProps extends FailurePanelProps {
  /** Whether the step may have run. */
  readonly isLost: boolean;
}

function Actions({ own, isLost, reason }: ActionsProps): JSX.Element {
  return (
    <div class="button-row">
      <Repeat own={own} isLost={isLost} reason={reason} />
      <Skip own={own} reason={reason} />
      <OpenTerminal own={own} />
      {own.isDeciding ? <Action onClick={() => decide("end")}>{failureTexts().end}</Action> : null}
    </div>
  );
}

/** Shows until when the session is kept, or why it has ended. */
function SessionState({ own }: Pick<FailurePanelProps, "own">): JSX.Element {
  const { isDeciding, failedAt, error } = own;
  const text = failureTexts();
  const { session_idle_seconds: idle = 0 } = client.value?.welcome.service ?? {};
  if (isDeciding && (idle === 0 || failedAt === undefined)) return <p>{text.kept}</p>;
  if (isDeciding && failedAt !== undefined) {
    return (
      <p>
        {text.keptUntil} <Time at={new Date(failedAt.getTime() + idle * 1_000)} />
      </p>
    );
  }
  if (!(error instanceof PinkPageError)) return <p>{text.over}</p>;
  if (error.message.startsWith(ENDED_BY_ADMIN)) {
    return <p>{error.detail ? text.byAdmin(error.detail) : text.byAdminOnly}</p>;
  }
  return error.reason === "lost"
    ? <p>{text.sessionLost}</p>
    : <ErrorNote error={error} at={failedAt} />;
}

/** Shows the action that runs the failed step again; after a question when it may have run. */
function Repeat({ own, isLost, reason }: ActionsProps): JSX.Element {
  const text = failureTexts();
  const [isAsking, setAsking] = useState(false);
  const { id, workflow, isDeciding, state: { steps, current } } = own;
  const repeat = () => {
    setAsking(false);
    if (isDeciding) decide("again");
    else startWorkflow({ id, workflow, before: steps.slice(0, current) });
  };
  return (
    <>
      <Action kind="filled" reason={reason} onClick={isLost ? () => setAsking(true) : repeat}>
        {text.repeat}
      </Action>
      {isAsking
        ? (
          <Dialog heading={text.question} onClose={() => setAsking(false)}>
            <p>{text.questionText(steps[current]?.name ?? "")}</p>
            <div class="button-row">
              <Action kind="outlined" onClick={repeat}>{text.repeatAnyway}</Action>
              <button class="outlined" type="button" onClick={() => setAsking(false)}>
                {text.leave}
              </button>
            </div>
          </Dialog>
        )
        : null}
    </>
  );
}

function Skip({ own, reason }: FailurePanelProps): JSX.Element | null {
  const { id, workflow, isDeciding, state: { steps, current } } = own;
  if (!isDeciding && current + 1 >= steps.length) return null;
  const skip = () => {
    if (isDeciding) return decide("skip");
    const skipped = { name: steps[current]?.name ?? "", state: "skipped" as const };
    startWorkflow({ id, workflow, before: [...steps.slice(0, current), skipped] });
  };
  return <Action reason={reason} onClick={skip}>{failureTexts().skip}</Action>;
}

function OpenTerminal({ own }: Pick<FailurePanelProps, "own">): JSX.Element | null {
  const { workflow, state: { current } } = own;
  const step = workflow.steps[current];
  const transfer = step !== undefined && "transfer" in step ? step.transfer.name : undefined;
  const server = step !== undefined && "command" in step
    ? step.command.server
    : transfers.value.find(({ name }) => name === transfer)?.to.server;
  if (server === undefined) return null;
  const open = () => goTo(hrefOf("terminals", "new", { server }));
  return <Action onClick={open}>{failureTexts().terminal}</Action>;
}
