import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: Deno.args,
  options: { long: { type: "boolean", default: false }, shots: { type: "string" } },
});

/** Whether everything is tried that takes long. */
export const IS_LONG: boolean = values.long;

/** Number of repetitions of what must not fail once: 20 with `--long`. */
export const TIMES: number = IS_LONG ? 20 : 1;

/** Folder for screenshots; undefined without `--shots`. */
export const SHOTS: string | undefined = values.shots;
