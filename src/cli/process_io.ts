import { orAborted } from "../async/or_aborted.ts";
import { processVariables } from "../config/process_variables.ts";
import type { TerminalSize } from "../domain/shell.ts";
import type { Io, LocalCommand } from "./io.ts";

/** Variables that the commands read. */
const VARIABLES = [
  ...["PINK_PAGE_URL", "PINK_PAGE_TOKEN", "PINK_PAGE_SESSION", "XDG_CONFIG_HOME", "HOME", "USER"],
  ...["TERM", "NO_COLOR", "LC_ALL", "LC_MESSAGES", "LANG"],
];

/** Returns the streams, variables and signals of this process. */
export async function processIo(): Promise<Io> {
  const { stdin, stdout, stderr } = Deno;
  const encoder = new TextEncoder();
  const writer = stdout.writable.getWriter();
  return {
    env: await processVariables(VARIABLES),
    stdin: {
      isTerminal: stdin.isTerminal(),
      setRaw: (isRaw) => stdin.setRaw(isRaw),
      read: readInput,
    },
    stdout: {
      isTerminal: stdout.isTerminal(),
      write: (text) => writer.write(encoder.encode(text)),
    },
    stderr: {
      isTerminal: stderr.isTerminal(),
      write: (text) => writeAll(encoder.encode(text)),
    },
    size,
    onSignal: (name, listener) => {
      Deno.addSignalListener(name, listener);
      return { [Symbol.dispose]: () => Deno.removeSignalListener(name, listener) };
    },
    spawn: (words, env) => spawnCommand(words, { env }),
    exit: (code) => Deno.exit(code),
  };
}

/** Starts a command. @throws {Error} when it cannot be run */
export function spawnCommand(
  [command = "", ...args]: readonly string[],
  options: Pick<Deno.CommandOptions, "env" | "stdout">,
): LocalCommand & { readonly child: Deno.ChildProcess } {
  const streams = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  const child = new Deno.Command(command, { args, ...streams, ...options }).spawn();
  return {
    child,
    exitCode: child.status.then(({ code }) => code),
    kill: (signal) => {
      try {
        child.kill(signal);
      } catch {
        // It has ended.
      }
    },
  };
}

/** Yields the text on standard input. A read that was aborted takes what comes next. */
async function* readInput(signal: AbortSignal): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(16_384);
  try {
    for (;;) {
      const count = await orAborted(signal, Deno.stdin.read(bytes));
      if (count === null) break;
      const text = decoder.decode(bytes.subarray(0, count), { stream: true });
      if (text !== "") yield text;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Writes all bytes to standard error. A closed one takes none. */
function writeAll(bytes: Uint8Array): void {
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stderr.writeSync(rest));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function size(): TerminalSize | undefined {
  try {
    const { columns: cols, rows } = Deno.consoleSize();
    // A terminal of unknown size says 0.
    return cols > 0 && rows > 0 ? { cols, rows } : undefined;
  } catch {
    return undefined;
  }
}
