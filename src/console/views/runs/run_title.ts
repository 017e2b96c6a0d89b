import type { wire } from "../../../client/mod.ts";
import { announce } from "../../frame/announce.tsx";
import { title } from "../../frame/title.ts";
import { runTexts } from "./run_texts.ts";

/** Signs of states in the title of the page. */
const SIGNS: Partial<Record<wire.RunState, string>> = { succeeded: "✓", failed: "✕", paused: "◐" };

/** Shows the state of a run in the title of the page, and announces it once. */
export function showRun(run: wire.RunStatus | undefined): void {
  const text = runTexts();
  title.value = run === undefined ? text.run : `${SIGNS[run.state] ?? "▶"} ${run.job}`;
  if (run !== undefined) announce(`${run.job}: ${text[run.state]}`);
}
