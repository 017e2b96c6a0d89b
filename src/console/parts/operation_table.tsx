import type { ComponentChildren, JSX } from "preact";
import type { wire } from "../../client/mod.ts";
import { durationText } from "../format/format.ts";
import { now } from "../frame/now.ts";
import { hrefOf } from "../frame/route.ts";
import { Ending } from "./ending.tsx";
import { operationTexts } from "./operation_texts.ts";
import { ServerName } from "./server_name.tsx";
import { Time } from "./time.tsx";

/** Properties of an {@linkcode OperationTable}. */
export interface OperationTableProps {
  /** Name of the table. */
  readonly label: string;
  /** Operations, in their order. */
  readonly operations: readonly wire.Operation[];
  /** Returns the actions of an operation; default: none, without their column. */
  readonly actions?: (operation: wire.Operation) => ComponentChildren;
}

/** Shows operations, a row each. On a narrow page time, server and name are below the operation. */
export function OperationTable(
  { label, operations, actions }: OperationTableProps,
): JSX.Element {
  const text = operationTexts();
  return (
    <table class="table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col" class="wide">{text.started}</th>
          <th scope="col">{text.what}</th>
          <th scope="col" class="wide">{text.server}</th>
          <th scope="col" class="wide">{text.name}</th>
          <th scope="col">{text.ending}</th>
          <th scope="col" class="number wide">{text.duration}</th>
          {actions === undefined ? null : (
            <th scope="col">
              <span class="unseen">{text.actions}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {operations.map((operation) => (
          <OperationRow key={operation.operation_id} operation={operation} actions={actions} />
        ))}
      </tbody>
    </table>
  );
}

function OperationRow(
  { operation, actions }: Pick<OperationTableProps, "actions"> & {
    readonly operation: wire.Operation;
  },
): JSX.Element {
  const { operation_id, name, server_name, started_at } = operation;
  const server = server_name === null ? null : <ServerName name={server_name} />;
  return (
    <tr>
      <td class="wide">
        <Time at={started_at} />
      </td>
      <td class="cut-cell">
        <a class="quiet" href={hrefOf("operations", operation_id)}>
          <OperationWhat operation={operation} />
        </a>
        <div class="meta narrow">
          <Time at={started_at} /> {server} {name}
        </div>
      </td>
      <td class="wide">{server}</td>
      <td class="wide">{name}</td>
      <td>
        <Ending {...operation} />
      </td>
      <td class="number wide">
        <Duration of={operation} />
      </td>
      {actions === undefined ? null : <td class="actions">{actions(operation)}</td>}
    </tr>
  );
}

/** Shows the kind of an operation, and its command or transfer. */
export function OperationWhat(
  { operation: { kind, command, transfer_name } }: { readonly operation: wire.Operation },
): JSX.Element {
  const what = command ?? transfer_name;
  return what === null ? <>{operationTexts()[kind]}</> : <code class="cut">{what}</code>;
}

/** Shows the duration of an operation, until now while it runs. */
export function Duration(
  { of: { duration_ms, started_at, ending } }: { readonly of: wire.Operation },
): JSX.Element | null {
  if (duration_ms !== null) return <>{durationText(duration_ms)}</>;
  if (ending !== null) return null;
  return <>{durationText(now.value - Date.parse(started_at))}</>;
}
