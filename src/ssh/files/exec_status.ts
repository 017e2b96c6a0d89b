import { type FileStatus, fileStatus } from "./file_status.ts";

/** What `stat -c` is to print: type and permissions in hexadecimal, size, modification time. */
export const STAT_FORMAT = "%f %s %Y";

const BROKEN: FileStatus = { kind: "broken", sizeBytes: 0, mode: 0, modifiedSeconds: 0 };

/** Reads a line that `stat` printed; anything else is a broken link. */
export function readExecStatus(line: string): FileStatus {
  const [, hex = "", size, seconds] = /^([0-9a-f]+) (\d+) (-?\d+)$/.exec(line) ?? [];
  if (hex === "") return BROKEN;
  return fileStatus({
    mode: parseInt(hex, 16),
    sizeBytes: Number(size),
    modifiedSeconds: Number(seconds),
  });
}

/** A time as `touch -t` takes it in UTC (POSIX.1-2017, touch): CCYYMMDDhhmm.SS. */
export function touchTime(seconds: number): string {
  const digits = new Date(seconds * 1000).toISOString().replaceAll(/\D/g, "");
  return `${digits.slice(0, 12)}.${digits.slice(12, 14)}`;
}
