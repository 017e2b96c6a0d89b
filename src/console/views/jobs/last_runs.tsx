import type { JSX } from "preact";
import { hrefOf } from "../../frame/route.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh } from "../../parts/fresh.tsx";
import { useRead } from "../../parts/use_read.ts";
import { runNews } from "../runs/run_news.ts";
import { RunTable } from "../runs/run_table.tsx";
import { jobsTexts } from "./jobs_texts.ts";

/** Number of runs below a job, or below all jobs. */
const RUNS = 8;

/** Shows the last runs of all jobs, or of one. */
export function LastRuns({ job }: { readonly job?: string }): JSX.Element {
  const text = jobsTexts();
  const { value, error } = useRead(
    (client) => client.get("/api/v1/runs", { limit: RUNS, job }),
    { key: job ?? "", version: runNews.value },
  );
  return (
    <section aria-labelledby="last-runs">
      <h2 id="last-runs">{text.lastRuns}</h2>
      {error === undefined ? null : <ErrorNote error={error} />}
      {value === undefined
        ? null
        : value.items.length === 0
        ? <p class="meta">{text.noRuns}</p>
        : (
          <Fresh>
            <RunTable label={text.lastRuns} runs={value.items} />
            <p>
              <a href={hrefOf("runs", "", job === undefined ? {} : { job })}>{text.allRuns}</a>
            </p>
          </Fresh>
        )}
    </section>
  );
}
