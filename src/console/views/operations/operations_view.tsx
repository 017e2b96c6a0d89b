import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { title } from "../../frame/title.ts";
import { running } from "../../link/state.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fresh, Loading } from "../../parts/fresh.tsx";
import { operationTexts } from "../../parts/operation_texts.ts";
import { RunAgain } from "../../parts/run_again.tsx";
import { useRead } from "../../parts/use_read.ts";
import { OperationFacts } from "./operation_facts.tsx";
import { OperationOutput } from "./operation_output.tsx";
import { pageTexts } from "./page_texts.ts";

/** Shows the operation of the address. Without one it leads to the history. */
export function OperationsView(): JSX.Element | null {
  const { id } = route.value;
  useEffect(() => {
    if (id === "") goTo(hrefOf("history"), { replace: true });
  }, [id]);
  return id === "" ? null : <OperationPage key={id} id={id} />;
}

function OperationPage({ id }: { readonly id: string }): JSX.Element {
  const text = pageTexts();
  const isRunning = running.value.some(({ operation_id }) => operation_id === id);
  const { value: operation, error } = useRead(
    (client) => client.get("/api/v1/operations/{id}", { id }),
    { key: id, version: isRunning },
  );
  const heading = operation === undefined ? operationTexts().what : headingOf(operation);
  useEffect(() => void (title.value = heading));
  return (
    <>
      <h1>{heading}</h1>
      {error === undefined ? null : (
        <ErrorNote error={error}>
          <a class="text" href={hrefOf("history")}>{text.allOperations}</a>
        </ErrorNote>
      )}
      {operation === undefined ? error === undefined ? <Loading /> : null : (
        <>
          {operation.command === null ? null : <pre class="command-line">{operation.command}</pre>}
          <Fresh>
            <OperationFacts operation={operation} />
          </Fresh>
          <div class="buttons">
            <RunAgain operation={operation} kind="filled" isWhole />
          </div>
          <OperationOutput operation={operation} />
        </>
      )}
    </>
  );
}

function headingOf({ kind, server_name, transfer_name }: wire.Operation): string {
  const text = pageTexts();
  const name = operationTexts()[kind];
  return server_name === null ? text.named(name, transfer_name ?? "") : text.on(name, server_name);
}
