import type { CommonOptions } from "./common_options.ts";
import type { Io } from "./io.ts";
import { printJson } from "./read_operation.ts";
import { tableOf } from "./table.ts";

/** Answer of a command that reads: records for programs, and a text or rows for people. */
export interface Answer {
  /** Records, each of which becomes a line of JSON. */
  readonly records: readonly unknown[];
  /** Text for people, or the rows of a table. */
  readonly text: string | readonly (readonly string[])[];
}

/** Prints an answer: as JSON, for people, or not at all. */
export async function printAnswer(
  io: Pick<Io, "stdout">,
  { json = false, quiet = false }: CommonOptions,
  { records, text }: Answer,
): Promise<void> {
  if (json) {
    for (const record of records) await printJson(io, record);
  } else if (!quiet) await io.stdout.write(typeof text === "string" ? text : tableOf(text));
}
