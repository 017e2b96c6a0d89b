/** One line of the results. Undefined: does not apply. */
export interface Row {
  readonly measure: string;
  readonly service: number;
  readonly relay?: number;
  readonly openSsh?: number;
}

const TITLES = ["Measure", "Pink-Page", "Plain relay", "Ratio", "OpenSSH"];

/** Writes `rows` as a Markdown table with aligned columns; the ratio is the service's value divided by the relay's, or by OpenSSH's. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ measure, service, relay, openSsh }) => [
    measure,
    written(service),
    written(relay),
    ratio(service, relay ?? openSsh),
    written(openSsh),
  ]);
  const widths = TITLES.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((cell, column) => padded(cell, { column, width: widths[column] ?? 0 })).join(" | ")
    } |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(TITLES), line(rule), ...cells.map(line)].join("\n");
}

function ratio(service: number, other: number | undefined): string {
  return other === undefined ? "–" : (service / other).toFixed(2);
}

function padded(cell: string, { column, width }: { column: number; width: number }): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** Three digits that mean something. */
function written(value: number | undefined): string {
  if (value === undefined) return "–";
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
