// Runs a command in many shells of a service at once, and reads their output. The task is answered
// with "open" when all shells are ready; "go" starts the output and is answered with a
// `ShellsResult`.
import { Client, type Service } from "../client.ts";

/** Task of the worker. */
export interface ShellsTask {
  readonly service: Service;
  readonly shells: number;
  /** Number of lines of each shell. */
  readonly lines: number;
  readonly linesPerSecond: number;
}

/** Answer of the worker at the end. */
export interface ShellsResult {
  /** Milliseconds from the printing of each line to its arrival. */
  readonly delaysMs: readonly number[];
  /** Number of lines that did not arrive in their place. */
  readonly wrongLines: number;
}

/** Number of shells that open at a time, because a login takes the server a while. */
const OPENING = 10;
/** Number of characters that make a line as long as a line of a log. */
const FILLING = 40;

const scope = globalThis as unknown as Worker;

scope.onmessage = async ({ data: task }: MessageEvent<ShellsTask>) => {
  const shells: LineShell[] = [];
  const open = async () => {
    while (shells.length < task.shells) {
      const shell = new LineShell();
      shells.push(shell);
      await shell.open(task);
    }
  };
  await Promise.all(Array.from({ length: OPENING }, open));
  scope.onmessage = async () => {
    await Promise.all(shells.map((shell) => shell.print()));
    const result: ShellsResult = {
      delaysMs: shells.flatMap(({ delaysMs }) => delaysMs),
      wrongLines: shells.reduce((sum, shell) => sum + shell.wrongLines(task.lines), 0),
    };
    scope.postMessage(result);
  };
  scope.postMessage("open");
};

/**
 * Returns a command that waits for Enter, then prints numbered lines with their times, in seconds.
 */
function commandOf({ lines, linesPerSecond }: ShellsTask): string {
  const gap = 1 / linesPerSecond;
  const program =
    `$|=1; print "READY\\n"; <STDIN>; $t = time + rand ${gap}; for $i (1..${lines}) {` +
    ` $d = $t - time; sleep $d if $d > 0; $t += ${gap};` +
    ` printf "%d %.4f %s\\n", $i, time, "=" x ${FILLING} }`;
  return `stty -echo; exec perl -MTime::HiRes=time,sleep -e '${program}'`;
}

/** Shell that checks the lines of its output. */
class LineShell {
  readonly delaysMs: number[] = [];
  #client: Client | undefined;
  #running: Promise<void> | undefined;
  #right = 0;
  #wrong = 0;
  #rest = "";

  /** Starts the command, and waits until it is ready to print. */
  async open(task: ShellsTask): Promise<void> {
    const client = this.#client = await Client.connect(task.service);
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    client.onText = (text) => {
      this.#rest += text;
      if (this.#rest !== "READY\r\n") return;
      this.#rest = "";
      client.onText = (text) => this.#read(text);
      resolve();
    };
    this.#running = client.run(commandOf(task), { throttleSeconds: 0.1 });
    await Promise.race([ready, this.#running]);
  }

  /** Starts the output, and waits for the end of the command. */
  async print(): Promise<void> {
    this.#client?.type("\r");
    await this.#running;
    await this.#client?.[Symbol.asyncDispose]();
  }

  /** Returns the number of `lines` that did not arrive in their place. */
  wrongLines(lines: number): number {
    return this.#wrong + Math.max(0, lines - this.#right);
  }

  #read(text: string): void {
    const nowMs = Date.now();
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [number, seconds, filling] = line.split(" ");
      if (Number(number) !== this.#right + 1 || filling?.length !== FILLING) {
        this.#wrong++;
        continue;
      }
      this.#right++;
      this.delaysMs.push(nowMs - Number(seconds) * 1000);
    }
  }
}
