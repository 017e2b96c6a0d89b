import type { TerminalSize } from "../domain/shell.ts";
import type { HostProcess, Launch } from "./host_process.ts";
import type { Programs } from "./programs.ts";

/**
 * Script that runs on the new terminal. It sets the size, prints the id of the process group and
 * the name of the terminal in one line, then becomes the program, which therefore leads the group.
 * The command is in a variable, which needs no quoting.
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
 * Starts a shell command, or a login shell when `command` is undefined, on a new pseudo-terminal.
 * The terminal is opened by `script` of util-linux, because Deno cannot open one. `script` reports
 * an end by signal N as exit code 128 + N, and takes no input while its output is not read.
 *
 * @throws {Error} when no terminal could be opened
 */
export async function openPty(
  command: string | undefined,
  { launch, size, programs }: { launch: Launch; size: TerminalSize; programs: Programs },
): Promise<HostProcess> {
  const { script, stty } = programs;
  if (script === undefined || stty === undefined) {
    throw new Error("No terminal: install script and stty");
  }
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
  const [, groupId, terminal] = /^(\d+) (\/dev\/\S+)\r?$/.exec(line) ?? [];
  if (groupId === undefined || terminal === undefined) {
    await Promise.allSettled([child.stdin.abort(), rest.cancel()]);
    await child.status;
    throw new Error("The program script opened no terminal");
  }
  return new Pty(child, { groupId: Number(groupId), stdout: rest, terminal, stty });
}

/** Process on a pseudo-terminal that `script` has opened. */
class Pty implements HostProcess {
  readonly groupId: number;
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly endsWithInput = false;
  readonly status: Promise<Deno.CommandStatus>;
  readonly #script: Deno.ChildProcess;
  readonly #terminal: string;
  readonly #stty: string;
  #isOver = false;
  #wanted: TerminalSize | undefined;
  #resizing: Promise<void> | undefined;

  constructor(
    script: Deno.ChildProcess,
    { groupId, stdout, terminal, stty }: {
      groupId: number;
      stdout: ReadableStream<Uint8Array>;
      terminal: string;
      stty: string;
    },
  ) {
    this.groupId = groupId;
    this.stdin = script.stdin;
    this.stdout = stdout;
    this.#script = script;
    this.#terminal = terminal;
    this.#stty = stty;
    this.status = this.#end();
  }

  /**
   * Kills `script`, which alone holds the other end of the terminal: the kernel then sends SIGHUP.
   */
  hangUp(): void {
    try {
      this.#script.kill("SIGKILL");
    } catch {
      // The program `script` has ended.
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

  async #end(): Promise<Deno.CommandStatus> {
    const status = await this.#script.status;
    this.#isOver = true;
    await this.#resizing;
    return status;
  }
}

/** Reads the first line. `rest` is the stream after its line feed. */
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
