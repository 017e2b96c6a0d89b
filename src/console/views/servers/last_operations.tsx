import type { JSX } from "preact";
import { hrefOf } from "../../frame/route.ts";
import { operationsChange } from "../../link/state.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh } from "../../parts/fresh.tsx";
import { OperationTable } from "../../parts/operation_table.tsx";
import { useRead } from "../../parts/use_read.ts";
import { serverTexts } from "./server_texts.ts";

/** Number of operations. */
const LIMIT = 8;

/** Shows the newest operations, live. */
export function LastOperations(): JSX.Element {
  const text = serverTexts();
  const { value, error } = useRead(
    (client) => client.get("/api/v1/operations", { limit: LIMIT }),
    { key: "last", version: operationsChange.value },
  );
  return (
    <section aria-labelledby="operations">
      <h2 id="operations">{text.operations}</h2>
      {error === undefined ? null : <ErrorNote error={error} />}
      {value === undefined ? null : value.items.length === 0 ? <p>{text.noOperations}</p> : (
        <Fresh>
          <OperationTable label={text.operations} operations={value.items} />
          <p>
            <a class="text" href={hrefOf("history")}>{text.all}</a>
          </p>
        </Fresh>
      )}
    </section>
  );
}
