import type { wire } from "../client/mod.ts";

/** Units of sizes, each 1,024 times the one before. */
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Formats the progress of a transfer as one line. */
export function progressOf(
  { bytes, total_bytes, bytes_per_second, files_done, files_total }: wire.TransferProgress,
): string {
  const percent = total_bytes === 0 ? 100 : Math.floor(100 * bytes / total_bytes);
  const left = (total_bytes - bytes) / bytes_per_second;
  const parts = [
    `${percent} %`,
    `${sizeOf(bytes)} of ${sizeOf(total_bytes)}`,
    `${files_done} of ${files_total} files`,
    `${sizeOf(bytes_per_second)}/s`,
  ];
  return [...parts, ...(Number.isFinite(left) ? [`${Math.ceil(left)} s left`] : [])].join("  ");
}

/** Formats a number of bytes for people. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
