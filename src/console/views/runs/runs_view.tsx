import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { Choice } from "../../parts/choice.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { useRead } from "../../parts/use_read.ts";
import { listTexts } from "./list_texts.ts";
import { runNews } from "./run_news.ts";
import { RunPage } from "./run_page.tsx";
import { RUN_STATES } from "./run_states.ts";
import { RunTable } from "./run_table.tsx";
import { runTexts } from "./run_texts.ts";

/** Number of runs of a page. */
const PAGE = 50;

/** Shows the run of the address; without one the runs that match its filters. */
export function RunsView(): JSX.Element {
  const { id } = route.value;
  return id === "" ? <RunList /> : <RunPage key={id} id={id} />;
}

function RunList(): JSX.Element {
  const text = runTexts();
  useEffect(() => void (title.value = text.heading));
  const { query } = route.value;
  const filter = (name: string) => query.get(name) || undefined;
  const state = RUN_STATES.find((state) => state === filter("state"));
  const { value, error } = useRead(
    (client) =>
      client.get("/api/v1/runs", {
        limit: PAGE,
        ...{ job: filter("job"), state, cursor: filter("cursor") },
      }),
    { key: query.toString(), version: runNews.value },
  );
  return (
    <>
      <div class="view-head">
        <h1>{text.heading}</h1>
        <a href={hrefOf("jobs")}>{listTexts().allJobs}</a>
      </div>
      <Filters />
      {error === undefined ? null : <ErrorNote error={error} />}
      {value === undefined ? error === undefined ? <Loading /> : null : (
        <Fresh>
          {value.items.length === 0
            ? <p class="empty">{query.size > 0 ? listTexts().noMatch : listTexts().none}</p>
            : <RunTable label={text.heading} runs={value.items} />}
          <Pages next={value.next_cursor} />
        </Fresh>
      )}
    </>
  );
}

/** Shows the filters, which are those of the address. A change leads to another address. */
function Filters(): JSX.Element {
  const text = listTexts();
  const states = runTexts();
  const { query } = route.value;
  const { value } = useRead((client) => client.get("/api/v1/jobs"), { key: "jobs" });
  const job = query.get("job") ?? "";
  const names = new Set(value?.items.map(({ name }) => name));
  if (job !== "") names.add(job);
  const choose = (name: string) => (chosen: string) => {
    const { cursor: _, ...filters } = Object.fromEntries(query);
    if (chosen === "") delete filters[name];
    else filters[name] = chosen;
    goTo(hrefOf("runs", "", filters));
  };
  return (
    <form class="filters" role="search" aria-label={text.filters}>
      <Choice
        label={text.job}
        options={[["", text.any], ...[...names].map((name) => [name, name] as const)]}
        value={job}
        onChange={choose("job")}
      />
      <Choice
        label={states.state}
        options={[["", text.any], ...RUN_STATES.map((state) => [state, states[state]] as const)]}
        value={query.get("state") ?? ""}
        onChange={choose("state")}
      />
      {query.size > 0 ? <a class="text" href={hrefOf("runs")}>{text.clear}</a> : null}
    </form>
  );
}

function Pages({ next }: { readonly next: string | null }): JSX.Element | null {
  const text = listTexts();
  const { cursor, ...filters } = Object.fromEntries(route.value.query);
  if (cursor === undefined && next === null) return null;
  return (
    <nav class="buttons pages" aria-label={text.pages}>
      {cursor === undefined
        ? null
        : <a class="text" href={hrefOf("runs", "", filters)}>{text.newest}</a>}
      {next === null
        ? null
        : <a class="text" href={hrefOf("runs", "", { ...filters, cursor: next })}>{text.older}</a>}
    </nav>
  );
}
