import { Buffer } from "node:buffer";
import { shellQuoted } from "../shell_quoted.ts";
import { touchTime } from "./exec_status.ts";
import { bytesOf } from "./path_bytes.ts";
import type { RemoteScript } from "./remote_script.ts";

/** Paths whose times one command tells, at most. Linux allows a command 2 MiB of arguments. */
const BATCH_FILES = 256;

/**
 * Reads modification times, links followed, by `stat` of GNU and busybox or by that of BSD.
 *
 * @returns times by path, in seconds since 1970; undefined where no `stat` can tell
 * @throws {AppError} 20005, 22004, 24004
 */
export async function readTimes(
  script: RemoteScript,
  paths: readonly string[],
): Promise<Map<string, number> | undefined> {
  const times = new Map<string, number>();
  for (let start = 0; start < paths.length; start += BATCH_FILES) {
    const batch = paths.slice(start, start + BATCH_FILES);
    const words = batch.flatMap((path) => [Buffer.from(" "), shellQuoted(bytesOf(path))]);
    const stat = 'stat -L -c %Y -- "$@" 2>/dev/null || stat -L -f %m -- "$@" 2>/dev/null';
    const command = [Buffer.from("set --"), ...words, Buffer.from(`\n${stat}`)];
    const { output } = await script.run(Buffer.concat(command));
    const lines = output.toString().trim().split("\n");
    // One line less is a file that has vanished: then nobody knows which line is of which file.
    if (lines.length !== batch.length || !lines.every((line) => /^-?\d+$/.test(line))) return;
    batch.forEach((path, i) => times.set(path, Number(lines[i])));
  }
  return times;
}

/** Sets a modification time by `touch`; where that fails, the time stays as it is. */
export async function setTime(
  script: RemoteScript,
  { path, modifiedSeconds }: { path: string; modifiedSeconds: number },
): Promise<void> {
  const touch = `TZ=UTC0 touch -m ${touchTime(modifiedSeconds)} -- `;
  await script.run(Buffer.concat([Buffer.from(touch), shellQuoted(bytesOf(path))]));
}
