import { useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { bytesText, countText } from "../../format/format.ts";
import { codedError } from "../../parts/coded_error.ts";
import { Ending } from "../../parts/ending.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Fact } from "../../parts/fact.tsx";
import { Duration } from "../../parts/operation_table.tsx";
import { operationTexts } from "../../parts/operation_texts.ts";
import { ServerName } from "../../parts/server_name.tsx";
import { Time } from "../../parts/time.tsx";
import { pageTexts } from "./page_texts.ts";

/** Shows what the history knows of an operation, and explains its error. */
export function OperationFacts({ operation }: { readonly operation: wire.Operation }): JSX.Element {
  const text = { ...operationTexts(), ...pageTexts() };
  const { server_name, name, peer_address, started_at, ended_at, bytes, files } = operation;
  return (
    <>
      <dl class="pairs">
        <Fact name={text.ending}>
          <Ending {...operation} />
        </Fact>
        {server_name === null ? null : (
          <Fact name={text.server}>
            <ServerName name={server_name} />
          </Fact>
        )}
        {name === null ? null : <Fact name={text.name}>{name}</Fact>}
        <Fact name={text.address}>{peer_address}</Fact>
        <Fact name={text.started}>
          <Time at={started_at} />
        </Fact>
        {ended_at === null ? null : (
          <Fact name={text.ended}>
            <Time at={ended_at} />
          </Fact>
        )}
        <Fact name={text.duration}>
          <Duration of={operation} />
        </Fact>
        {operation.ending === null ? null : <Fact name={text.amount}>{bytesText(bytes)}</Fact>}
        {files === null ? null : <Fact name={text.files}>{countText(files)}</Fact>}
        <Fact name={text.id}>
          <code>{operation.operation_id}</code>
        </Fact>
      </dl>
      {operation.error_code === null ? null : <Failure code={operation.error_code} />}
    </>
  );
}

function Failure({ code }: { readonly code: number }): JSX.Element {
  const [error] = useState(() => codedError(code));
  return <ErrorNote error={error} />;
}
