import { inTime } from "./in_time.ts";
import { outputOf } from "./output_of.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Options of {@linkcode spawnProgram}. */
export interface ProgramOptions {
  /** Content of `.env` in the working directory. Default: no file. */
  readonly dotenv?: string | Uint8Array;
  /** Called with the path of the working directory before the start. */
  readonly prepare?: (folder: string) => void;
  /** Whether root loses its capabilities, such as ignoring file modes and opening low ports. */
  readonly withoutCapabilities?: boolean;
  /**
   * Whether the program runs in a terminal: `child` is `script`, the file `pid` has the program's
   * id.
   */
  readonly inTerminal?: boolean;
  /** Additional options of `deno run`. Default: none. */
  readonly flags?: readonly string[];
  /** Arguments of `main.ts`, for an offline command. Default: none. */
  readonly args?: readonly string[];
}

/** Started program. Disposing it ends the program and removes its working directory. */
export interface Program extends AsyncDisposable {
  /** Process of `main.ts`. */
  readonly child: Deno.ChildProcess;
  /** Path of the working directory. */
  readonly folder: string;
}

/** Ending of a program that did not start. */
export interface Ending {
  /** Exit code. */
  readonly code: number;
  /** Text on standard output. */
  readonly stdout: string;
  /** Text on standard error. */
  readonly stderr: string;
}

/** Starts `main.ts` in an empty folder, with only the variables `env`. */
export function spawnProgram(
  env: Record<string, string>,
  { dotenv, prepare, ...place }: ProgramOptions = {},
): Program {
  const folder = Deno.makeTempDirSync({ prefix: "pink-page-main-" });
  const mode = 0o600;
  if (typeof dotenv === "string") Deno.writeTextFileSync(`${folder}/.env`, dotenv, { mode });
  else if (dotenv !== undefined) Deno.writeFileSync(`${folder}/.env`, dotenv, { mode });
  prepare?.(folder);
  const child = command({ env, folder, ...place }).spawn();
  return { child, folder, [Symbol.asyncDispose]: () => end(child, folder) };
}

/** Starts `main.ts` like {@linkcode spawnProgram}, and waits until the program exits. */
export async function endingOf(
  env: Record<string, string>,
  options: ProgramOptions = {},
): Promise<Ending> {
  await using program = spawnProgram(env, options);
  const { code, stdout, stderr } = await outputOf(program.child, {
    what: "the program ends by itself",
    limitMs: 30_000,
  });
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

function command(
  { env, folder, withoutCapabilities = false, inTerminal = false, flags = [], args = [] }:
    & ProgramOptions
    & { env: Record<string, string>; folder: string },
): Deno.Command {
  const rights = ["net", "env", "read", "write", "run"].map((name) => `--allow-${name}`);
  const line = [Deno.execPath(), "run", "--quiet", ...rights, ...flags, MAIN, ...args];
  const [path = "", ...rest] = inTerminal
    ? ["script", "--quiet", "--command", `echo $$ > pid; exec ${line.join(" ")}`, "/dev/null"]
    : withoutCapabilities && Deno.uid() === 0
    ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all", ...line]
    : line;
  return new Deno.Command(path, {
    args: rest,
    cwd: folder,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      ...env,
    },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Ends the program if it still runs, and removes its folder. */
async function end(child: Deno.ChildProcess, folder: string): Promise<void> {
  const ofTerminal = await Deno.readTextFile(`${folder}/pid`).then(Number, () => undefined);
  for (const pid of [child.pid, ofTerminal]) {
    try {
      if (pid !== undefined) Deno.kill(pid, "SIGKILL");
    } catch {
      // The process has ended.
    }
  }
  await inTime(child.status, "the program ends on SIGKILL");
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream.locked) await stream.cancel();
  }
  await Deno.remove(folder, { recursive: true });
}
