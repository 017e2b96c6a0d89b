import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../../client/mod.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { client } from "../../link/link.ts";
import { Action } from "../../parts/action.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { actTexts } from "./act_texts.ts";
import { firstUndone, hasEnded, repeatable } from "./run_states.ts";

/** Properties of {@linkcode RunActions}. */
export interface RunActionsProps {
  /** Run. */
  readonly run: wire.RunStatus;
  /** Its steps. */
  readonly steps: readonly wire.StepStatus[];
}

/** Shows the action on a run: its cancellation, or its repetition once it has ended. */
export function RunActions({ run, steps }: RunActionsProps): JSX.Element | null {
  if (!hasEnded(run.state)) return <Cancel run={run} />;
  // A detached command has no job.
  return run.trigger === "command" ? null : <Retry run={run} steps={steps} />;
}

function Cancel({ run }: { readonly run: wire.RunStatus }): JSX.Element {
  const text = actTexts();
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const isCancelling = run.state === "cancelling";
  const cancel = () => {
    setAsking(false);
    client.peek()?.job.cancel(run.run_id).catch(setError);
  };
  return (
    <>
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="button-row">
        <Action
          reason={isCancelling ? text.cancelling : undefined}
          onClick={() => setAsking(true)}
        >
          {isCancelling ? text.cancelling : text.cancel}
        </Action>
      </div>
      {isAsking
        ? (
          <Dialog heading={text.cancelHeading(run.job)} onClose={() => setAsking(false)}>
            <p>{text.consequence}</p>
            <div class="buttons">
              <button class="filled" type="button" onClick={cancel}>{text.cancel}</button>
              <button type="button" onClick={() => setAsking(false)}>{text.keep}</button>
            </div>
          </Dialog>
        )
        : null}
    </>
  );
}

function Retry({ run, steps }: RunActionsProps): JSX.Element {
  const text = actTexts();
  const [chosen, choose] = useState<string>();
  const [error, setError] = useState<unknown>();
  const from = chosen ?? firstUndone(steps)?.path ?? "1";
  const isGood = run.state === "succeeded";
  const retry = () => {
    setError(undefined);
    client.peek()?.job.retry(run.run_id, { from_step: from })
      .then(({ run_id }) => goTo(hrefOf("runs", run_id)), setError);
  };
  return (
    <>
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="button-row retry">
        <Choice
          label={text.from}
          options={repeatable(steps).map(({ path, name }) => [path, `${path} ${name}`])}
          value={from}
          onChange={choose}
        />
        <Action kind={isGood ? "outlined" : "filled"} onClick={retry}>
          {isGood ? text.again : text.retry}
        </Action>
      </div>
    </>
  );
}
