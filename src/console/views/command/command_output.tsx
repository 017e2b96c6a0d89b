import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { bytesText, durationText } from "../../format/format.ts";
import { announce } from "../../frame/announce.tsx";
import { now } from "../../frame/now.ts";
import { saveFile } from "../../parts/save_file.ts";
import { ServerName } from "../../parts/server_name.tsx";
import { OutputView } from "../../xterm/output_view.tsx";
import { CommandEndingNote } from "./command_ending.tsx";
import { CommandInput } from "./command_input.tsx";
import { commandTexts } from "./command_texts.ts";
import type { PageCommand } from "./page_command.ts";

/** Shows a command that runs or has ended: its output, its ending, and the output as a file. */
export function CommandOutput({ command }: { readonly command: PageCommand }): JSX.Element {
  const text = commandTexts();
  const { data, shown, ending } = command;
  return (
    <section class="command-output" aria-labelledby="command-output">
      <h2 id="command-output">
        <ServerName name={data.server_name} /> <code>{data.command}</code>
      </h2>
      {ending === undefined ? <Running command={command} /> : <Ended command={command} />}
      <OutputView screen={shown.screen} label={text.output} />
      {ending === undefined ? <CommandInput /> : null}
      <OutputFile command={command} />
    </section>
  );
}

function Running({ command: { startedAt } }: { readonly command: PageCommand }): JSX.Element {
  const seconds = Math.max(0, Math.floor((now.value - startedAt.getTime()) / 1_000));
  return (
    <p class="ending">
      <i class="info" aria-hidden="true">▶</i>{" "}
      {commandTexts().runningFor(durationText(seconds * 1_000))}
    </p>
  );
}

/** Shows the ending, and announces it once. */
function Ended({ command }: { readonly command: PageCommand }): JSX.Element {
  useEffect(() => {
    const note = document.querySelector(".command-output .ending");
    if (note !== null) announce(note.textContent ?? "");
  }, []);
  return <CommandEndingNote command={command} />;
}

function OutputFile({ command }: { readonly command: PageCommand }): JSX.Element {
  const text = commandTexts();
  const { data, kept } = command;
  const missing = kept.missingBytes;
  const save = () => saveFile(kept.file(), `${data.server_name}.txt`);
  return (
    <div class="button-row">
      <button class="text" type="button" onClick={save}>{text.file}</button>
      {command.ending !== undefined && missing > 0
        ? <span class="meta">{text.missing(bytesText(missing))}</span>
        : null}
    </div>
  );
}
