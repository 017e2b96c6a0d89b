import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { hrefOf } from "../../frame/route.ts";
import { Time } from "../../parts/time.tsx";
import { RunDuration } from "./run_facts.tsx";
import { runTexts } from "./run_texts.ts";
import { RunVerdict } from "./run_verdict.tsx";
import { ServerSet } from "./server_set.tsx";

/** Properties of a {@linkcode RunTable}. */
export interface RunTableProps {
  /** Name of the table. */
  readonly label: string;
  /** Runs, in their order. */
  readonly runs: readonly wire.ListedRun[];
}

/** Shows runs, a row each. On a narrow page time, servers and name are below the job. */
export function RunTable({ label, runs }: RunTableProps): JSX.Element {
  const text = runTexts();
  return (
    <table class="table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.run}</th>
          <th scope="col" class="wide">{text.started}</th>
          <th scope="col" class="wide">{text.servers}</th>
          <th scope="col" class="wide">{text.by}</th>
          <th scope="col">{text.state}</th>
          <th scope="col" class="number wide">{text.duration}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => <Row key={run.run_id} run={run} />)}
      </tbody>
    </table>
  );
}

function Row({ run }: { readonly run: wire.ListedRun }): JSX.Element {
  const text = runTexts();
  const { run_id, job, created_at, trigger, triggered_by, servers } = run;
  const by = trigger === "schedule" ? text.bySchedule : triggered_by;
  return (
    <tr>
      <td>
        <a href={hrefOf("runs", run_id)}>{job}</a>
        <div class="meta narrow">
          <Time at={created_at} /> {by === null ? null : ` · ${by}`}
        </div>
      </td>
      <td class="wide">
        <Time at={created_at} />
      </td>
      <td class="wide">
        <ServerSet names={servers} />
      </td>
      <td class="wide">{by ?? "–"}</td>
      <td>
        <RunVerdict {...run} />
      </td>
      <td class="number wide">
        <RunDuration run={run} />
      </td>
    </tr>
  );
}
