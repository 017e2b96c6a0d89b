/** Exit code of a bad answer: a server is down, nothing runs. */
export const BAD_ANSWER = 1;
/** Exit code of wrong arguments, for commands that end with no remote code. */
export const USAGE = 2;
/** Exit code of every failure of this program, as `ssh` has it. */
export const FAILURE = 255;
/** Exit code of a program that writes to a closed pipe: 128 + SIGPIPE. */
export const BROKEN_PIPE = 141;

/** Part of an ending that has the exit code. */
export interface RemoteEnding {
  /** `stop_phrase` when the phrase ended the command. */
  readonly reason: "stop_phrase" | "exited";
  /** Exit code; null when it is unknown. */
  readonly exit_code: number | null;
  /** Name of the signal that ended the process, without SIG; null without one. */
  readonly signal: string | null;
}

/** Returns the exit code for the ending of a command, as `ssh` and shells have it. */
export async function exitCodeOf(
  { reason, exit_code, signal }: RemoteEnding,
): Promise<number> {
  if (exit_code !== null) return exit_code;
  if (reason === "stop_phrase") return 0;
  return signal === null ? FAILURE : await exitCodeOfSignal(signal);
}

/** Returns 128 + n for the signal `name`, without SIG. An unknown name is a failure. */
export async function exitCodeOfSignal(name: string): Promise<number> {
  const { constants } = await import("node:os");
  const numbers: Readonly<Record<string, number>> = constants.signals;
  const number = numbers[`SIG${name}`];
  return number === undefined ? FAILURE : 128 + number;
}
