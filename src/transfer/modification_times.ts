import type { Plan, Planned } from "./plan.ts";
import { type FileStatus, type RemoteFiles, SFTP_TIMES } from "../domain/files.ts";

/**
 * Corrects the modification times of a plan, which SFTP tells modulo {@linkcode SFTP_TIMES}.
 *
 * @returns the plan, and its files and folders whose time the source cannot tell for sure
 */
export async function withExactTimes(
  plan: Plan,
  source: RemoteFiles,
): Promise<{ plan: Plan; unsure: readonly Planned[] }> {
  const all = [...plan.folders, ...plan.files];
  const times = await source.exactTimes(all.map(({ source }) => source));
  if (times === undefined) {
    return { plan, unsure: all.filter(({ status }) => !isUsual(status.modifiedSeconds)) };
  }
  const exact = (planned: Planned): Planned => {
    const modifiedSeconds = times.get(planned.source) ?? planned.status.modifiedSeconds;
    return { ...planned, status: { ...planned.status, modifiedSeconds } };
  };
  return {
    plan: { ...plan, folders: plan.folders.map(exact), files: plan.files.map(exact) },
    unsure: [],
  };
}

/** Checks whether two modification times are the same as far as SFTP can tell. */
export function isSameTime(
  a: Pick<FileStatus, "modifiedSeconds">,
  b: Pick<FileStatus, "modifiedSeconds">,
): boolean {
  return (a.modifiedSeconds - b.modifiedSeconds) % SFTP_TIMES === 0;
}

/** Checks whether every server and file system keeps and tells a time: 1970 to 2038. */
export function isUsual(seconds: number): boolean {
  return seconds >= 0 && seconds < SFTP_TIMES / 2;
}

/** Returns the first of `shown` quoted, and the number of the others. */
export function firstOf([first = "", ...others]: readonly string[]): string {
  return JSON.stringify(first) + (others.length === 0 ? "" : ` and ${others.length} more`);
}
