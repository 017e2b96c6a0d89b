/** Figure that a test has measured. It fails no test: these machines are shared. */
export interface Figure {
  /** Name and unit, as the table has them. */
  readonly name: string;
  /** Value, rounded. */
  readonly value: string;
  /** Goal of the value, such as `≤ 45`. */
  readonly goal: string;
}

/** Prints a figure, for the table that `deno task people` shows at its end. */
export function report(name: string, value: number, goal: string): void {
  const rounded = Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
  // deno-lint-ignore no-console -- figures are for people
  console.log(`figure: ${name} = ${rounded} (${goal})`);
}

/** Returns the figures in the output of a test. */
export function figuresIn(output: string): Figure[] {
  return [...output.matchAll(/^figure: (.+) = (\S+) \((.+)\)$/gm)]
    .map(([, name = "", value = "", goal = ""]) => ({ name, value, goal }));
}

/** Returns the middle value. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
