import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { hrefOf } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { useRead } from "../../parts/use_read.ts";
import { runNews } from "../runs/run_news.ts";
import { JobSteps } from "./job_steps.tsx";
import { FileFault, NextStart } from "./job_table.tsx";
import { jobsTexts } from "./jobs_texts.ts";
import { LastRuns } from "./last_runs.tsx";
import { StartForm } from "./start_form.tsx";

/** Shows a job: its steps, the start of a run, and its last runs. */
export function JobPage({ name }: { readonly name: string }): JSX.Element {
  const text = jobsTexts();
  useEffect(() => void (title.value = name));
  const { value: job, error } = useRead(
    (client) => client.get("/api/v1/jobs/{name}", { name }),
    { key: name, version: runNews.value?.state },
  );
  return (
    <>
      <div class="view-head">
        <h1>{name}</h1>
        <a href={hrefOf("jobs")}>{text.allJobs}</a>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {job === undefined ? error === undefined ? <Loading /> : null : <Job job={job} />}
    </>
  );
}

function Job({ job }: { readonly job: wire.Job }): JSX.Element {
  const { definition, error } = job;
  return (
    <>
      {definition.description === undefined ? null : <p>{definition.description}</p>}
      {error === null ? null : <FileFault job={job} />}
      <Fresh>
        <div class="workflow-columns">
          <div class="workflow-steps">
            <JobSteps steps={definition.steps} />
            <Facts job={job} />
          </div>
          <StartForm definition={definition} />
        </div>
      </Fresh>
      <LastRuns job={job.name} />
    </>
  );
}

function Facts({ job }: { readonly job: wire.Job }): JSX.Element {
  const text = jobsTexts();
  const { source, cron, time_zone } = job;
  return (
    <dl class="pairs">
      <dt>{text.next}</dt>
      <dd>
        <NextStart job={job} />
      </dd>
      {cron === null ? null : (
        <>
          <dt>{text.schedule}</dt>
          <dd>{text.inZone(cron, time_zone ?? "UTC")}</dd>
        </>
      )}
      <dt>{text.source}</dt>
      <dd>{source === "built-in" ? text.builtIn : source === "api" ? text.api : source}</dd>
    </dl>
  );
}
