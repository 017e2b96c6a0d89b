import type { JSX } from "preact";
import { useRead } from "../parts/use_read.ts";
import { countText } from "../format/format.ts";
import { runNews, waitingRuns } from "../views/runs/run_news.ts";
import { hrefOf } from "./route.ts";
import { sessionTexts } from "./session_texts.ts";

/** Shows the runs that wait for servers, each with its place in the queue. */
export function RunQueue(): JSX.Element | null {
  const text = sessionTexts();
  const { value } = useRead(
    (client) => client.get("/api/v1/runs", { state: "waiting" }),
    { key: "waiting", version: runNews.value },
  );
  if (value === undefined || value.items.length === 0) return null;
  return (
    <ol aria-label={text.queue}>
      {value.items.toReversed().map(({ run_id, job }) => {
        const place = waitingRuns.value.get(run_id);
        return (
          <li key={run_id}>
            <span>
              <a href={hrefOf("runs", run_id)}>{job}</a>{" "}
              <span class="meta">
                {place === undefined ? text.waits : text.place(countText(place))}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
