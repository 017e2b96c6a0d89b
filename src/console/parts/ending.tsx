import type { JSX } from "preact";
import type { wire } from "../../client/mod.ts";
import { endingTexts } from "./ending_texts.ts";

/** Fields of an operation that tell its ending. */
export type Ended = Pick<wire.Operation, "ending" | "exit_code" | "error_code">;

/** Shows the ending of an operation, in a glyph and in words. */
export function Ending({ ending, exit_code, error_code }: Ended): JSX.Element {
  const text = endingTexts();
  if (ending === null) return <Verdict state="info" glyph="▶">{text.running}</Verdict>;
  if (ending === "cancelled") return <Verdict state="warn" glyph="✕">{text.cancelled}</Verdict>;
  if (ending === "interrupted") {
    return <Verdict state="down" glyph="✕">{text.interrupted}</Verdict>;
  }
  if (ending === "error") {
    return <Verdict state="down" glyph="✕">{text.failed(error_code ?? 0)}</Verdict>;
  }
  if (exit_code === null || exit_code === 0) {
    return <Verdict state="up" glyph="✓">{text.completed}</Verdict>;
  }
  return <Verdict state="warn" glyph="✓">{text.exited(exit_code)}</Verdict>;
}

/** Shows a state: a glyph in its colour, and words. */
export function Verdict(
  { state, glyph, children }: {
    readonly state: "up" | "down" | "warn" | "info";
    readonly glyph: string;
    readonly children: string;
  },
): JSX.Element {
  return (
    <span class="verdict">
      <i class={state} aria-hidden="true">{glyph}</i> {children}
    </span>
  );
}
