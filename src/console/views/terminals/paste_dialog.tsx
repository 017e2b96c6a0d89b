import type { JSX } from "preact";
import { countText } from "../../format/format.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import type { LiveTerminal } from "./live_terminal.ts";
import { linesOf } from "./pasted_lines.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Properties of a {@linkcode PasteDialog}. */
export interface PasteDialogProps {
  /** Terminal that gets the text. */
  readonly terminal: LiveTerminal;
  /** Text. */
  readonly pasted: string;
  /** Called when the dialog is closed. */
  readonly onClose: () => void;
}

/** Number of lines that the dialog shows. */
const SHOWN_LINES = 8;

/** Asks before more than one line is pasted: each may run as a command. */
export function PasteDialog({ terminal, pasted, onClose }: PasteDialogProps): JSX.Element {
  const text = terminalsTexts();
  const lines = linesOf(pasted);
  const close = async () => {
    onClose();
    (await terminal.screen.terminal).focus();
  };
  const isLong = lines.length > SHOWN_LINES;
  const shown = [...lines.slice(0, SHOWN_LINES), ...(isLong ? ["…"] : [])];
  const paste = async () => {
    (await terminal.screen.terminal).paste(pasted);
    await close();
  };
  return (
    <Dialog heading={text.paste(countText(lines.length))} onClose={() => void close()}>
      <p>
        {text.pasteInto} <ServerName name={terminal.server} />
      </p>
      <pre class="pasted">{shown.join("\n")}</pre>
      <div class="button-row">
        <button class="filled" type="button" onClick={paste}>{text.pasteDo}</button>
        <button type="button" onClick={close}>{text.cancel}</button>
      </div>
    </Dialog>
  );
}
