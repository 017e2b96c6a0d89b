import type { TerminalSize } from "../domain/shell.ts";
import type { Programs } from "./programs.ts";
import type { Launch, SessionProcess, SessionStatus } from "./session_process.ts";

/**
 * Runs on the new terminal: sets its size, tells the session's id and the terminal's name in one line, then becomes the
 * program, which so leads the session. The command comes in a variable, where nothing has to be quoted.
 */
const PREPARE = `
stty rows "$DEMO_ROWS" cols "$DEMO_COLS" 2>/dev/null
echo "$$ $(tty)"
unset DEMO_ROWS DEMO_COLS
[ -z "\${DEMO_COMMAND+set}" ] && exec "$SHELL" -l
command=$DEMO_COMMAND
unset DEMO_COMMAND
exec "$SHELL" -c "$command"
`;

/**
 * Starts a shell command, or a login shell where `command` is undefined, on a new pseudo-terminal, through `script` of
 * util-linux: Deno cannot open one itself. An end by signal N comes as exit code 128 + N, and input waits while nobody
 * reads the output: `script` does both in one loop.
 *
 * @throws {Error} when no terminal could be opened
 */
export async function openPty(
  command: string | undefined,
  { launch, size, programs }: { launch: Launch; size: TerminalSize; programs: Programs },
): Promise<SessionProcess> {
  const { script, stty } = programs;
  if (script === undefined || stty === undefined) throw new Error("script or stty is missing");
  const child = new Deno.Command(script, {
    args: ["-qfec", PREPARE, "/dev/null"],
    cwd: launch.cwd,
    env: {
      ...launch.env,
      DEMO_ROWS: String(size.rows),
      DEMO_COLS: String(size.cols),
      ...(command === undefined ? {} : { DEMO_COMMAND: command }),
    },
    clearEnv: true,
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const { line, rest } = await readLine(child.stdout);
  const [, sessionId, terminal] = /^(\d+) (\/dev\/\S+)\r?$/.exec(line) ?? [];
  if (sessionId === undefined || terminal === undefined) {
    await Promise.allSettled([child.stdin.abort(), rest.cancel()]);
    await child.status;
    throw new Error("script opened no terminal");
  }
  return new Pty(child, { sessionId: Number(sessionId), stdout: rest, terminal, stty });
}

class Pty implements SessionProcess {
  readonly sessionId: number;
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly endsWithInput = false;
  readonly status: Promise<SessionStatus>;
  readonly #script: Deno.ChildProcess;
  readonly #terminal: string;
  readonly #stty: string;
  #isOver = false;
  #wanted: TerminalSize | undefined;
  #resizing: Promise<void> | undefined;

  constructor(
    script: Deno.ChildProcess,
    { sessionId, stdout, terminal, stty }: {
      sessionId: number;
      stdout: ReadableStream<Uint8Array>;
      terminal: string;
      stty: string;
    },
  ) {
    this.sessionId = sessionId;
    this.stdin = script.stdin;
    this.stdout = stdout;
    this.#script = script;
    this.#terminal = terminal;
    this.#stty = stty;
    this.status = this.#end();
  }

  /** `script` alone holds the terminal's other end, so its death is the hang-up: the kernel sends SIGHUP. */
  hangUp(): void {
    try {
      this.#script.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  resize(size: TerminalSize): void {
    this.#wanted = size;
    this.#resizing ??= this.#applySizes();
  }

  async #applySizes(): Promise<void> {
    while (this.#wanted !== undefined && !this.#isOver) {
      const { cols, rows } = this.#wanted;
      this.#wanted = undefined;
      const args = ["-F", this.#terminal, "rows", String(rows), "cols", String(cols)];
      await new Deno.Command(this.#stty, { args, stdout: "null", stderr: "null" }).output();
    }
    this.#resizing = undefined;
  }

  async #end(): Promise<SessionStatus> {
    const status = await this.#script.status;
    this.#isOver = true;
    await this.#resizing;
    return status;
  }
}

/** Reads up to the first line feed; `rest` is the stream behind it. */
async function readLine(
  source: ReadableStream<Uint8Array>,
): Promise<{ line: string; rest: ReadableStream<Uint8Array> }> {
  const reader = source.getReader();
  let line = "";
  while (true) {
    const { value: chunk, done } = await reader.read();
    const end = chunk?.indexOf(0x0a) ?? -1;
    line += new TextDecoder().decode(end === -1 ? chunk : chunk?.subarray(0, end));
    if (done) return { line, rest: continued(reader) };
    if (end !== -1) return { line, rest: continued(reader, chunk.subarray(end + 1)) };
  }
}

function continued(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  first?: Uint8Array,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (first !== undefined && first.length > 0) controller.enqueue(first);
    },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
