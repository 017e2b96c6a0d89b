import type { Entry, FileStatus } from "../../domain/files.ts";
import { BROKEN, fileStatus } from "./file_status.ts";
import { isMissing } from "./exec_failure.ts";

/** Format for `stat -c`: type and permissions in hexadecimal, size, modification time. */
export const STAT_FORMAT = "%f %s %Y";

/** Reads a line that `stat` printed. Returns undefined for other text. */
export function readExecStatus(line: string): FileStatus | undefined {
  const [, hex = "", size, seconds] = /^([0-9a-f]+) (\d+) (-?\d+)$/.exec(line) ?? [];
  if (hex === "") return undefined;
  return fileStatus({
    mode: parseInt(hex, 16),
    sizeBytes: Number(size),
    modifiedSeconds: Number(seconds),
  });
}

/**
 * Reads an entry of a listing: `l` for a link or `-`, the name, a slash, and what `stat` printed.
 *
 * @returns undefined for a file that vanished while its folder was listed, and the complaint of
 * `stat` for a file whose status it could not read
 */
export function readListed(line: string): Entry | { readonly complaint: string } | undefined {
  const slash = line.indexOf("/");
  const name = line.slice(1, slash);
  const told = line.slice(slash + 1);
  const status = readExecStatus(told);
  if (status !== undefined) return { ...status, name };
  if (line.startsWith("l")) return { ...BROKEN, name };
  return isMissing(told) ? undefined : { complaint: told };
}

/**
 * Returns options of `touch` for a time: `-t CCYYMMDDhhmm.SS` in UTC (POSIX.1-2017, touch), or
 * `-d @SECONDS` of GNU and busybox for years that have other than four digits.
 */
export function touchTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear(); // NaN beyond the range of Date.
  if (!(year >= 1000 && year <= 9999)) return `-d @${seconds}`;
  const digits = date.toISOString().replaceAll(/\D/g, "");
  return `-t ${digits.slice(0, 12)}.${digits.slice(12, 14)}`;
}
