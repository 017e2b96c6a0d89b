import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { Verdict } from "../../parts/ending.tsx";
import { runTexts } from "./run_texts.ts";

/** Glyph and colour of each state of a run. */
const GLYPHS = {
  queued: ["○", "info"],
  gating: ["◐", "warn"],
  waiting: ["◐", "warn"],
  running: ["▶", "info"],
  paused: ["◐", "warn"],
  cancelling: ["◐", "warn"],
  succeeded: ["✓", "up"],
  failed: ["✕", "down"],
  cancelled: ["✕", "warn"],
} as const;

/** Shows the state of a run, in a glyph and in words. */
export function RunVerdict(
  { state, error_code }: Pick<wire.ListedRun, "state" | "error_code">,
): JSX.Element {
  const text = runTexts();
  const [glyph, colour] = GLYPHS[state];
  const isFailed = state === "failed" && error_code !== null;
  return (
    <Verdict state={colour} glyph={glyph}>
      {isFailed ? text.failedWith(error_code) : text[state]}
    </Verdict>
  );
}
