import { type Figure, written } from "./figure.ts";

const TITLES = ["What", "Pink-Page", "Reference", "Compared", "Goal", "Met"];
/** Indexes of the left-aligned columns. */
const LEFT = [0];

/** Writes `figures` as a Markdown table with aligned columns. */
export function table(figures: readonly Figure[]): string {
  const cells = figures.map(cellsOf);
  const widths = TITLES.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0))
  );
  const padded = (row: readonly string[]) =>
    row.map((cell, column) =>
      LEFT.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
    );
  const line = (row: readonly string[]) => `| ${padded(row).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    LEFT.includes(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(TITLES), line(rule), ...cells.map(line)].join("\n");
}

function cellsOf({ what, unit, value, reference, goal }: Figure): string[] {
  return [
    unit === "" ? what : `${what}, ${unit}`,
    written(value),
    reference === undefined ? "–" : `${reference.name} ${written(reference.value)}`,
    compared({ value, reference, goal }),
    goal?.text ?? "–",
    goal === undefined ? "–" : goal.isMet(value, reference?.value ?? NaN) ? "yes" : "**no**",
  ];
}

function compared(
  { value, reference, goal }: Pick<Figure, "value" | "reference" | "goal">,
): string {
  if (reference === undefined || reference.value === 0) return "–";
  if (goal?.compare !== "difference") return `${(value / reference.value).toFixed(2)} ×`;
  const difference = value - reference.value;
  return `${difference < 0 ? "−" : "+"}${written(Math.abs(difference))}`;
}
