import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { hrefOf, route } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { operationsChange } from "../../link/state.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { OperationTable } from "../../parts/operation_table.tsx";
import { RunAgain } from "../../parts/run_again.tsx";
import { useRead } from "../../parts/use_read.ts";
import { Clear, FilterFields } from "./filter_fields.tsx";
import { queryOf } from "./filters.ts";
import { historyTexts } from "./history_texts.ts";

/** Shows the operations that match the filters of the address, 50 a page, live. */
export function HistoryView(): JSX.Element {
  const text = historyTexts();
  useEffect(() => void (title.value = text.heading));
  const { query } = route.value;
  const { value, error } = useRead(
    (client) => client.get("/api/v1/operations", queryOf(query)),
    { key: query.toString(), version: operationsChange.value },
  );
  return (
    <>
      <h1>{text.heading}</h1>
      <FilterFields />
      {error === undefined ? null : <ErrorNote error={error} />}
      {value !== undefined ? <Page page={value} /> : error === undefined ? <Loading /> : null}
    </>
  );
}

function Page(
  { page: { items, next_cursor } }: { readonly page: wire.OperationList },
): JSX.Element {
  const text = historyTexts();
  const { query } = route.value;
  const { cursor, ...filters } = Object.fromEntries(query);
  const isFiltered = Object.keys(filters).length > 0;
  if (items.length === 0 && cursor === undefined) {
    return isFiltered
      ? (
        <p>
          {text.noMatch} <Clear />
        </p>
      )
      : <p>{text.none}</p>;
  }
  return (
    <Fresh>
      <OperationTable
        label={text.heading}
        operations={items}
        actions={(operation) => <RunAgain operation={operation} />}
      />
      <nav class="buttons pages" aria-label={text.pages}>
        {cursor === undefined
          ? null
          : <a class="text" href={hrefOf("history", "", filters)}>{text.newest}</a>}
        {next_cursor === null
          ? null
          : (
            <a class="text" href={hrefOf("history", "", { ...filters, cursor: next_cursor })}>
              {text.older}
            </a>
          )}
      </nav>
    </Fresh>
  );
}
