import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { bytesText } from "../../format/format.ts";
import { service } from "../../link/link.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Loading } from "../../parts/fresh.tsx";
import { useRead } from "../../parts/use_read.ts";
import { OutputScreen } from "../../xterm/output_screen.ts";
import { OutputView } from "../../xterm/output_view.tsx";
import { LiveOutput } from "./live_output.tsx";
import { pageTexts } from "./page_texts.ts";

/** Operation whose output is shown. */
interface OfOperation {
  readonly operation: wire.Operation;
}

/** Shows the output of an operation: live when the page has met it running, else what is kept. */
export function OperationOutput({ operation }: OfOperation): JSX.Element {
  const text = pageTexts();
  const [isLive] = useState(operation.ending === null);
  const [tries, setTries] = useState(0);
  const again = () => setTries(tries + 1);
  return (
    <section aria-labelledby="output">
      <h2 id="output">{text.output}</h2>
      {operation.ending === null ? null : <Kept operation={operation} />}
      {isLive
        ? <LiveOutput key={tries} operation={operation} onAgain={again} />
        : operation.output_bytes > 0
        ? <KeptOutput operation={operation} />
        : null}
    </section>
  );
}

/** Shows how much is kept, and the link to it. */
function Kept(
  { operation: { operation_id, kind, bytes, output_bytes } }: OfOperation,
): JSX.Element {
  const text = pageTexts();
  if (output_bytes === 0) {
    if (kind === "open_terminal") return <p>{text.terminal}</p>;
    return <p>{bytes === 0 || kind === "scp_transfer" ? text.noOutput : text.notKept}</p>;
  }
  const href = new URL(`api/v1/operations/${operation_id}/output?download=1`, service).href;
  return (
    <p class="buttons">
      {output_bytes < bytes
        ? <span>{text.partly(bytesText(output_bytes), bytesText(bytes))}</span>
        : null}
      <a class="text" href={href} download>{text.download}</a>
    </p>
  );
}

function KeptOutput({ operation: { operation_id: id } }: OfOperation): JSX.Element {
  const [screen] = useState(() => new OutputScreen({ isText: true }));
  const { value, error } = useRead(
    (client) => client.get("/api/v1/operations/{id}/output", { id }),
    { key: id },
  );
  useEffect(() => () => screen.dispose(), [screen]);
  useEffect(() => {
    if (value === undefined) return;
    screen.clear();
    screen.write(value).catch(() => {});
  }, [value]);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (value === undefined) return <Loading />;
  return <OutputView screen={screen} label={pageTexts().output} />;
}
