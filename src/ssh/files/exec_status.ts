/** A file or folder, links followed. */
export interface ExecStatus {
  /** What it is. */
  readonly kind: "file" | "folder" | "special" | "broken";
  /** Of a file. */
  readonly sizeBytes: number;
  /** The twelve permission bits. */
  readonly mode: number;
  /** Modification time since 1970. */
  readonly modifiedSeconds: number;
}

/** What `stat -c` is to print: type and permissions in hexadecimal, size, modification time. */
export const STAT_FORMAT = "%f %s %Y";

const BROKEN: ExecStatus = { kind: "broken", sizeBytes: 0, mode: 0, modifiedSeconds: 0 };

/** Reads a line that `stat` printed; anything else is a broken link. */
export function readExecStatus(line: string): ExecStatus {
  const [, hex = "", size, seconds] = /^([0-9a-f]+) (\d+) (-?\d+)$/.exec(line) ?? [];
  if (hex === "") return BROKEN;
  const bits = parseInt(hex, 16);
  const type = bits & 0o170000;
  return {
    kind: type === 0o100000 ? "file" : type === 0o040000 ? "folder" : "special",
    sizeBytes: Number(size),
    mode: bits & 0o7777,
    modifiedSeconds: Number(seconds),
  };
}

/** A time as `touch -t` takes it in UTC (POSIX.1-2017, touch): CCYYMMDDhhmm.SS. */
export function touchTime(seconds: number): string {
  const digits = new Date(seconds * 1000).toISOString().replaceAll(/\D/g, "");
  return `${digits.slice(0, 12)}.${digits.slice(12, 14)}`;
}
