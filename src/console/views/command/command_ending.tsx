import type { JSX } from "preact";
import { PinkPageError } from "../../../client/mod.ts";
import { countText, durationText } from "../../format/format.ts";
import { Verdict } from "../../parts/ending.tsx";
import { ErrorNote } from "../../parts/error_note.tsx";
import { commandEndingTexts } from "./command_ending_texts.ts";
import type { PageCommand } from "./page_command.ts";

/** Shows how a command has ended, in words. */
export function CommandEndingNote(
  { command }: { readonly command: PageCommand },
): JSX.Element | null {
  const text = commandEndingTexts();
  const { data, ending, startedAt, endedAt = startedAt } = command;
  if (ending === undefined) return null;
  const after = text.after(durationText(endedAt.getTime() - startedAt.getTime()));
  if ("complete" in ending) {
    const { reason, exit_code: code, signal, duration_ms } = ending.complete;
    const isGood = reason === "stop_phrase" || code === 0;
    const words = reason === "stop_phrase"
      ? data.stop_phrase === undefined ? text.phraseOnly : text.phrase(data.stop_phrase)
      : code !== null
      ? text.exited(countText(code))
      : signal === null
      ? text.closed
      : text.killed(signal);
    return (
      <p class="ending">
        <Verdict state={isGood ? "up" : "warn"} glyph="✓">{words}</Verdict>{" "}
        <span class="meta">{text.after(durationText(duration_ms))}</span>
      </p>
    );
  }
  const { error } = ending;
  if (error instanceof PinkPageError && error.reason === "cancelled") {
    return (
      <p class="ending">
        <Verdict state="warn" glyph="✕">{text.cancelled}</Verdict> <span class="meta">{after}</span>
      </p>
    );
  }
  if (error === undefined || (error instanceof PinkPageError && error.reason === "lost")) {
    return (
      <p class="ending">
        <Verdict state="warn" glyph="?">{text.lost}</Verdict>
      </p>
    );
  }
  return <ErrorNote error={error} at={endedAt} />;
}
