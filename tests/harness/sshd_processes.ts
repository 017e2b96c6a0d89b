import { eventually } from "./eventually.ts";

/** A live process, as `/proc` shows it. */
export interface LiveProcess {
  /** Process id. */
  readonly pid: number;
  /** Id of its parent: 1 when that has ended. */
  readonly parentPid: number;
  /** Name of its program, at most 15 characters. */
  readonly name: string;
  /** Real user id. */
  readonly uid: number;
  /** True while SIGSTOP holds it. */
  readonly stopped: boolean;
}

/** Every process of this machine but zombies: those have closed their files, and a lazy init may keep them for good. */
export function liveProcesses(): LiveProcess[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => liveProcess(Number(name))).filter((found) => found !== undefined);
}

/** What standard error of `pid` leads to, such as `pipe:[4711]`; undefined when the process is gone. */
export function standardError(pid: number): string | undefined {
  return whileItLives(() => Deno.readLinkSync(`/proc/${pid}/fd/2`));
}

/** Program and arguments of `pid`, or the title that it gave itself; undefined when the process is gone. */
export function commandLine(pid: number): string | undefined {
  return whileItLives(() => Deno.readTextFileSync(`/proc/${pid}/cmdline`));
}

/** Sends `signal` to each process that still lives. */
export function signalAll(targets: readonly LiveProcess[], signal: Deno.Signal): void {
  for (const { pid } of targets) whileItLives(() => Deno.kill(pid, signal));
}

/** Kills what `list` finds until it finds nothing: a process may fork between the look and the signal. */
export async function endAll(list: () => LiveProcess[]): Promise<void> {
  await eventually(() => {
    const left = list();
    signalAll(left, "SIGKILL");
    return left.length === 0;
  }, "processes end on SIGKILL");
}

function liveProcess(pid: number): LiveProcess | undefined {
  const status = whileItLives(() => Deno.readTextFileSync(`/proc/${pid}/status`));
  const field = (name: string) => status?.match(new RegExp(`^${name}:\\s+(\\S+)`, "m"))?.[1];
  const state = field("State");
  if (state === undefined || state === "Z" || state === "X") return undefined;
  return {
    pid,
    parentPid: Number(field("PPid")),
    name: field("Name") ?? "",
    uid: Number(field("Uid")),
    stopped: state === "T",
  };
}

/** A process may end between any two looks at it: ENOENT and ESRCH then mean "gone". */
function whileItLives<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error))) {
      return undefined;
    }
    throw error;
  }
}
