import { inTime } from "../harness/in_time.ts";
import { TextLineStream } from "../harness/text_lines.ts";

/** Root of the project. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** Time for a stop, in milliseconds. */
const LIMIT_MS = 60_000;
/** Time for a first start, eight of which may run at once, in milliseconds. */
const START_MS = 180_000;

/** File of `deno task pack`. Disposing it removes its folder. */
export interface Packed extends AsyncDisposable {
  /** Path of a folder that everybody can enter. */
  readonly folder: string;
  /** Path of the file. */
  readonly path: string;
}

/** Packs the project at `root` into a new folder. */
export async function pack(root = ROOT): Promise<Packed> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-packed-" });
  await Deno.chmod(folder, 0o755);
  const path = `${folder}/pink-page`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "pack", "--output", path],
    cwd: root,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return { folder, path, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Options of a start: a program with its arguments, and what is around it. */
export interface StartOptions {
  /** Program and arguments. */
  readonly line: readonly string[];
  /** Working directory. */
  readonly cwd: string;
  /** All variables but `PATH`. The service listens on a free port. */
  readonly env: Readonly<Record<string, string>>;
}

/** Running service. Disposing it ends its process. */
export interface RunningService extends AsyncDisposable {
  /** Address: `http://127.0.0.1:port`. */
  readonly url: string;
  /** Time from the start until it listened, in milliseconds. */
  readonly startMs: number;
  /** Sends SIGTERM to the process that was started. Resolves to its exit code. */
  stop(): Promise<number>;
}

/**
 * Starts a program, and waits until the service listens.
 *
 * @throws {Error} with its output when it ends first
 */
export async function startProgram({ line, cwd, env }: StartOptions): Promise<RunningService> {
  const [program = "", ...args] = line;
  const startedMs = performance.now();
  const child = new Deno.Command(program, {
    args,
    cwd,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", ENV: "test", PORT: "0", NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const { promise: listening, resolve: listens } = Promise.withResolvers<number>();
  const reading = [child.stdout, child.stderr].map((stream) =>
    stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
      .pipeTo(
        new WritableStream({
          write: (text) => {
            lines.push(text);
            if (text.includes(" INFO listening ")) listens(performance.now());
          },
        }),
      )
  );
  let hasEnded = false;
  const ended = child.status.finally(() => hasEnded = true);
  const starting = Promise.race([listening, ended]);
  await inTime(starting, "the packed file listens", { limitMs: START_MS });
  const url = /listening url=(\S+)/.exec(lines.join("\n"))?.[1];
  if (url === undefined) {
    await Promise.all([ended, ...reading]);
    throw new Error(lines.join("\n"));
  }
  const stop = async () => {
    if (!hasEnded) child.kill("SIGTERM");
    const { code } = await inTime(ended, "it ends on SIGTERM", { limitMs: LIMIT_MS });
    await Promise.all(reading);
    return code;
  };
  return {
    url,
    startMs: await listening - startedMs,
    stop,
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}
