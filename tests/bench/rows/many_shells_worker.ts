// Runs a command in many shells of a service at once and reads what they print. Told its task it answers "open" when all
// are ready; told "go" it lets them print, and answers with a `ShellsResult` at the end.
import { Client, type Service } from "../client.ts";

/** What the worker is told. */
export interface ShellsTask {
  readonly service: Service;
  readonly shells: number;
  /** Of each shell. */
  readonly lines: number;
  readonly linesPerSecond: number;
}

/** What it answers at the end. */
export interface ShellsResult {
  /** From the printing of each line to its arrival. */
  readonly delaysMs: readonly number[];
  /** Lines that did not come in their place. */
  readonly wrongLines: number;
}

/** Shells that are opened at a time: a server takes a while for each login. */
const OPENING = 10;
/** What makes a line as long as those of a log. */
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

/** Waits for Enter, then prints numbered lines with the time of each, in seconds; the shells do not keep step. */
function commandOf({ lines, linesPerSecond }: ShellsTask): string {
  const gap = 1 / linesPerSecond;
  const program =
    `$|=1; print "READY\\n"; <STDIN>; $t = time + rand ${gap}; for $i (1..${lines}) {` +
    ` $d = $t - time; sleep $d if $d > 0; $t += ${gap};` +
    ` printf "%d %.4f %s\\n", $i, time, "=" x ${FILLING} }`;
  return `stty -echo; exec perl -MTime::HiRes=time,sleep -e '${program}'`;
}

/** One shell, and what has come of its lines. */
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

  /** Lets the command print, and waits for its end. */
  async print(): Promise<void> {
    this.#client?.type("\r");
    await this.#running;
    await this.#client?.[Symbol.asyncDispose]();
  }

  /** Of `lines`, those that did not come in their place. */
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
