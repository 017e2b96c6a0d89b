import { Buffer } from "node:buffer";
import type { CommandStep, Workflow } from "../../src/client/mod.ts";
import { eventually } from "../harness/eventually.ts";

/** Steps that append to a file and wait for the test. Disposing it removes the files. */
export interface GatedSteps extends AsyncDisposable {
  /**
   * Returns a step that appends its name to the file, and ends when {@linkcode GatedSteps.open} was
   * called with the name.
   */
  step(name: string): CommandStep;
  /** Returns a step that appends its name to the file, and fails until it was opened. */
  failing(name: string): CommandStep;
  /** Lets a step end, now and whenever it runs again. */
  open(name: string): Promise<void>;
  /** Returns the names in the file: one for each run of a step. */
  ran(): Promise<string[]>;
  /** Waits until the names in the file are `names`. */
  whenRan(...names: string[]): Promise<void>;
}

/** Creates a folder for steps on the demo hosts, which are on this machine. */
export async function gatedSteps(): Promise<GatedSteps> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-steps-" });
  const file = `${folder}/ran`;
  const ran = async () => {
    const text = await Deno.readTextFile(file).catch(() => "");
    return text.split("\n").filter((name) => name !== "");
  };
  const stepOf = (name: string, rest: string): CommandStep => ({
    name,
    command: { server: "mdwap1p", run: `echo ${name} | tee -a ${file}; ${rest}` },
  });
  return {
    step: (name) => stepOf(name, `while [ ! -e ${folder}/${name} ]; do sleep 0.05; done`),
    failing: (name) => stepOf(name, `test -e ${folder}/${name}`),
    open: (name) => Deno.writeTextFile(`${folder}/${name}`, ""),
    ran,
    whenRan: (...names) =>
      eventually(async () => `${await ran()}` === `${names}`, `${names} have run`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Returns a workflow as a file of the console. */
export function fileOf(workflow: Workflow): { name: string; mimeType: string; buffer: Buffer } {
  const buffer = Buffer.from(JSON.stringify(workflow));
  return { name: `${workflow.name}.json`, mimeType: "application/json", buffer };
}
