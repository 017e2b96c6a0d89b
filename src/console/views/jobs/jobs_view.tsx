import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { route } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { useRead } from "../../parts/use_read.ts";
import { runNews } from "../runs/run_news.ts";
import { JobPage } from "./job_page.tsx";
import { JobTable } from "./job_table.tsx";
import { jobsTexts } from "./jobs_texts.ts";
import { LastRuns } from "./last_runs.tsx";

/** Shows the job of the address; without one all jobs, and their last runs. */
export function JobsView(): JSX.Element {
  const { id } = route.value;
  return id === "" ? <JobList /> : <JobPage key={id} name={id} />;
}

function JobList(): JSX.Element {
  const text = jobsTexts();
  useEffect(() => void (title.value = text.heading));
  const { value, error } = useRead(
    (client) => client.get("/api/v1/jobs"),
    { key: "jobs", version: runNews.value },
  );
  return (
    <>
      <h1>{text.heading}</h1>
      <p class="meta">{text.intro}</p>
      {error === undefined ? null : <ErrorNote error={error} />}
      {value === undefined ? error === undefined ? <Loading /> : null : (
        <Fresh>
          {value.items.length === 0
            ? <p>{text.none}</p>
            : <JobTable label={text.heading} jobs={value.items} />}
        </Fresh>
      )}
      <LastRuns />
    </>
  );
}
