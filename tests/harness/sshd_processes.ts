import { eventually } from "./eventually.ts";

/** Live process, as `/proc` shows it. */
export interface LiveProcess {
  /** Process id. */
  readonly pid: number;
  /** Id of the parent; 1 when the parent has ended. */
  readonly parentPid: number;
  /** Name of the program, at most 15 characters. */
  readonly name: string;
  /** Real user id. */
  readonly uid: number;
  /** Whether SIGSTOP has stopped the process. */
  readonly stopped: boolean;
}

/** Returns the processes of this machine except zombies, which some inits never reap. */
export function liveProcesses(): LiveProcess[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => liveProcess(Number(name))).filter((found) => found !== undefined);
}

/**
 * Returns the target of standard error of `pid`, such as `pipe:[4711]`, or `undefined` without the
 * process.
 */
export function standardError(pid: number): string | undefined {
  return whileItLives(() => Deno.readLinkSync(`/proc/${pid}/fd/2`));
}

/** Returns the command line or the title of `pid`, or `undefined` without the process. */
export function commandLine(pid: number): string | undefined {
  return whileItLives(() => Deno.readTextFileSync(`/proc/${pid}/cmdline`));
}

/** Sends `signal` to each process that still lives. */
export function signalAll(targets: readonly LiveProcess[], signal: Deno.Signal): void {
  for (const { pid } of targets) whileItLives(() => Deno.kill(pid, signal));
}

/** Kills the processes of `list` until there are none. A process can fork before the signal. */
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

/** Returns the result of `look`, or `undefined` when the process has ended (ENOENT, ESRCH). */
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
