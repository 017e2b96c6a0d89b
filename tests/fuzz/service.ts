import { assertEquals } from "@std/assert";
import { type Program, type ProgramOptions, spawnProgram } from "../harness/program.ts";
import { TextLineStream } from "../harness/text_lines.ts";

/** Service in a process of its own. Disposing it stops the service, which must end well. */
export interface FuzzService extends AsyncDisposable {
  /** Address: `http://host:port`. */
  readonly url: string;
  /** Lines of its log with the level ERROR, and what it wrote to standard error. */
  readonly errors: readonly string[];
  /** Returns its resident memory, in MiB. */
  residentMib(): number;
}

/** Variables that let a fuzzer send as much as it can, and make clients that are away short. */
const VARIABLES = { PORT: "0", LOG_LEVEL: "info", RESUME_SECONDS: "1" };
/** Same for limits on messages and connections. */
const LIMITS = { MESSAGES_PER_SECOND: "100000", MAX_CONNECTIONS: "100000" };

/** Starts the service with demo hosts. */
export async function startFuzzService(
  variables: Record<string, string> = {},
  options: ProgramOptions = {},
): Promise<FuzzService> {
  const program = spawnProgram({ ...VARIABLES, ...LIMITS, ...variables }, options);
  const errors: string[] = [];
  const { promise: listening, resolve } = Promise.withResolvers<string>();
  const logged = forEachLine(program.child.stdout, (line) => {
    const [, url] = /listening url=(\S+)/.exec(line) ?? [];
    if (url !== undefined) resolve(url);
    if (/ ERROR /.test(line) && errors.length < 100) errors.push(line);
  });
  const complained = forEachLine(program.child.stderr, (line) => errors.push(line));
  const ended = program.child.status.then(({ code }) => {
    throw new Error(`the service ended with ${code}: ${errors.join("\n")}`);
  });
  ended.catch(() => {});
  const url = await Promise.race([listening, ended]);
  return {
    url,
    errors,
    residentMib: () => residentMib(program.child.pid),
    [Symbol.asyncDispose]: async () => {
      await stop(program);
      await Promise.all([logged, complained]);
    },
  };
}

/** Stops the service as an operator does, and checks that it ends well. */
async function stop(program: Program): Promise<void> {
  await using _program = program;
  try {
    program.child.kill("SIGTERM");
  } catch {
    // It has ended, which its exit code tells.
  }
  assertEquals((await program.child.status).code, 0, "the service crashed");
}

async function forEachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) take(line);
}

function residentMib(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
