import { visible } from "../log.ts";
import { charWidth } from "../output/char_width.ts";

/** Formats rows with their columns aligned. Texts of the service cannot move the cursor. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of shown) {
    row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, widthOf(cell)));
  }
  return shown.map((row) =>
    row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - widthOf(cell))).join("  ").trimEnd()
  ).map((line) => `${line}\n`).join("");
}

/** Returns the number of columns of a text on a terminal. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (charWidth(char.codePointAt(0) ?? 0) ?? 2), 0);
}
