import { touchTime } from "./exec_status.ts";
import type { RemoteScript } from "./remote_script.ts";
import { raw, shellLine } from "./shell_line.ts";

/** Maximum number of paths in one command. Linux allows a command 2 MiB of arguments. */
const BATCH_FILES = 256;

/** Commands that print the times of their arguments: `stat` of GNU and busybox, and of BSD. */
const STAT = 'stat -L -c %Y -- "$@" 2>/dev/null || stat -L -f %m -- "$@" 2>/dev/null';

/**
 * Reads modification times, links followed.
 *
 * @returns times by path, in seconds since 1970; undefined where no `stat` can tell
 * @throws {AppError} 20005, 22004, 24004, or the reason of `signal`
 */
export async function readTimes(
  script: RemoteScript,
  { paths, signal }: { paths: readonly string[]; signal: AbortSignal },
): Promise<Map<string, number> | undefined> {
  const times = new Map<string, number>();
  for (let start = 0; start < paths.length; start += BATCH_FILES) {
    const batch = paths.slice(start, start + BATCH_FILES);
    const line = shellLine`set -- ${batch}\n${raw(STAT)}`;
    const { output } = await script.run(line, { signal });
    const lines = output.toString().trim().split("\n");
    // A file that has vanished has no line, and nothing tells which one is missing.
    if (lines.length !== batch.length || !lines.every((line) => /^-?\d+$/.test(line))) return;
    batch.forEach((path, i) => times.set(path, Number(lines[i])));
  }
  return times;
}

/**
 * Sets a modification time by `touch`. The time stays as it is when that fails.
 *
 * @throws {AppError} 20005, 22004, 24004, or the reason of `signal`
 */
export async function setTime(
  script: RemoteScript,
  { path, modifiedSeconds, signal }: {
    path: string;
    modifiedSeconds: number;
    signal: AbortSignal;
  },
): Promise<void> {
  const touch = raw(`touch -m ${touchTime(modifiedSeconds)}`);
  await script.run(shellLine`TZ=UTC0 ${touch} -- ${path}`, { signal });
}
