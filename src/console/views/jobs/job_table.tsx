import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { hrefOf } from "../../frame/route.ts";
import { Time } from "../../parts/time.tsx";
import { Verdict } from "../../parts/ending.tsx";
import { RunVerdict } from "../runs/run_verdict.tsx";
import { jobsTexts } from "./jobs_texts.ts";

/** Shows jobs, a row each: their next start and their last run, or the fault of their file. */
export function JobTable(
  { label, jobs }: { readonly label: string; readonly jobs: readonly wire.ListedJob[] },
): JSX.Element {
  const text = jobsTexts();
  return (
    <table class="table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.job}</th>
          <th scope="col" class="wide">{text.next}</th>
          <th scope="col">{text.last}</th>
        </tr>
      </thead>
      <tbody>{jobs.map((job) => <Row key={`${job.source} ${job.name}`} job={job} />)}</tbody>
    </table>
  );
}

function Row({ job }: { readonly job: wire.ListedJob }): JSX.Element {
  const { name, hash, description, error } = job;
  return (
    <tr>
      <td>
        {hash === null ? <strong>{name}</strong> : <a href={hrefOf("jobs", name)}>{name}</a>}
        {description === null ? null : <div class="meta">{description}</div>}
        {error === null ? null : <FileFault job={job} />}
        <div class="meta narrow">
          <NextStart job={job} />
        </div>
      </td>
      <td class="wide">
        <NextStart job={job} />
      </td>
      <td>
        <LastRun job={job} />
      </td>
    </tr>
  );
}

/** Shows what is wrong with the file of a job, and what its runs use meanwhile. */
export function FileFault(
  { job: { source, error, hash } }: { readonly job: wire.ListedJob },
): JSX.Element {
  const text = jobsTexts();
  return (
    <div class="file-fault">
      <Verdict state="down" glyph="▲">{text.broken(source)}</Verdict>
      <code lang="en">{error}</code>
      {hash === null ? null : <span class="meta">{text.kept}</span>}
    </div>
  );
}

/** Shows the next time at which the service starts a job by itself. */
export function NextStart(
  { job: { next_fire_at, hash } }: { readonly job: wire.ListedJob },
): JSX.Element | null {
  if (hash === null) return null;
  if (next_fire_at === null) return <span class="meta">{jobsTexts().unscheduled}</span>;
  return <Time at={next_fire_at} />;
}

function LastRun(
  { job: { last_run, hash } }: { readonly job: wire.ListedJob },
): JSX.Element | null {
  if (hash === null) return null;
  if (last_run === null) return <span class="meta">{jobsTexts().never}</span>;
  return (
    <>
      <a class="quiet" href={hrefOf("runs", last_run.run_id)}>
        <RunVerdict {...last_run} />
      </a>{" "}
      <span class="meta">
        <Time at={last_run.created_at} />
      </span>
    </>
  );
}
