import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { wire } from "../../../client/mod.ts";
import { hrefOf } from "../../frame/route.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { OutputView } from "../../xterm/output_view.tsx";
import { useJob } from "../jobs/use_job.ts";
import { RunActions } from "./run_actions.tsx";
import { RunFacts } from "./run_facts.tsx";
import { RunPanel } from "./run_panel.tsx";
import { shownStep } from "./run_states.ts";
import { RunSteps } from "./run_steps.tsx";
import { runTexts } from "./run_texts.ts";
import { showRun } from "./run_title.ts";
import { RunVerdict } from "./run_verdict.tsx";
import { RunWatch } from "./run_watch.ts";

/** Shows a run: live while it goes on, and afterwards as it was. */
export function RunPage({ id }: { readonly id: string }): JSX.Element {
  const text = runTexts();
  const [watch, setWatch] = useState<RunWatch>();
  useEffect(() => {
    const watch = new RunWatch(id);
    setWatch(watch);
    return () => watch[Symbol.dispose]();
  }, [id]);
  const run = watch?.run.value;
  useEffect(() => showRun(run), [run?.state]);
  const error = watch?.error.value;
  if (watch !== undefined && run !== undefined) return <Run watch={watch} run={run} />;
  return (
    <>
      <h1>{text.run}</h1>
      {error === undefined ? <Loading /> : (
        <ErrorNote error={error}>
          <a class="text" href={hrefOf("runs")}>{text.allRuns}</a>
        </ErrorNote>
      )}
    </>
  );
}

function Run(
  { watch, run }: { readonly watch: RunWatch; readonly run: wire.RunStatus },
): JSX.Element {
  const text = runTexts();
  const steps = watch.steps.value;
  const definition = useJob(run);
  const [chosen, choose] = useChosenStep(steps);
  const error = watch.error.value;
  return (
    <Fresh>
      <div class="view-head">
        <h1>{run.job}</h1>
        <span>
          <RunVerdict {...run} />
        </span>
      </div>
      <p class="meta">{text.byItself}</p>
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="workflow-columns">
        <div class="workflow-steps">
          <RunSteps
            steps={steps}
            progress={watch.progress.value}
            definition={definition}
            chosen={chosen}
            onChoose={choose}
          />
          <RunPanel run={run} steps={steps} definition={definition} />
          <RunActions run={run} steps={steps} />
        </div>
        <StepOutput watch={watch} step={steps.find(({ path }) => path === chosen)} />
      </div>
      <RunFacts run={run} />
    </Fresh>
  );
}

/** Returns the step whose output is shown: the one that runs, until the user chooses another. */
function useChosenStep(
  steps: readonly wire.StepStatus[],
): [string, (path: string) => void] {
  const current = shownStep(steps)?.path ?? "";
  const [chosen, choose] = useState<string>();
  useEffect(() => choose(undefined), [current]);
  return [chosen ?? current, choose];
}

function StepOutput(
  { watch, step }: { readonly watch: RunWatch; readonly step: wire.StepStatus | undefined },
): JSX.Element | null {
  const text = runTexts();
  if (step === undefined) return null;
  const label = text.output(step.name);
  const screen = watch.screens.value.get(step.path);
  if (screen === undefined && step.kind !== "command") return <p class="meta">{text.hasNone}</p>;
  return (
    <section class="workflow-output" aria-label={label}>
      <h2>{label}</h2>
      {screen === undefined
        ? <p class="output empty meta">{text.noOutput}</p>
        : <OutputView key={step.path} screen={screen} label={label} />}
    </section>
  );
}
