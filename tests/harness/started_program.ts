import { eventually } from "./eventually.ts";
import { type Program, spawnProgram } from "./program.ts";

/** Service in a process of its own. Disposing it ends the process. */
export interface StartedProgram extends AsyncDisposable {
  /** Address of the service. */
  readonly url: string;
  /** Process and working directory. */
  readonly program: Program;
}

/** Starts the service in a process of its own, with the demo hosts when `env` names no server. */
export async function startProgram(env: Record<string, string> = {}): Promise<StartedProgram> {
  await using opening = new AsyncDisposableStack();
  const program = opening.use(spawnProgram({ PORT: "0", LOG_FILE: "log", ...env }));
  let url = "";
  await eventually(async () => {
    const log = await Deno.readTextFile(`${program.folder}/log`).catch(() => "");
    url = / listening url=(\S+)/.exec(log)?.[1] ?? "";
    return url !== "";
  }, "the service listens");
  const opened = opening.move();
  return { url, program, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
