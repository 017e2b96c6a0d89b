import type { StepState } from "../../../client/mod.ts";

/** Fields of a step from which its progress follows. */
export type Progress = Pick<StepState, "bytes" | "totalBytes" | "bytesPerSecond">;

/** Returns the time that a transfer still needs, in milliseconds; undefined when it is unknown. */
export function remainingMs(
  { bytes, totalBytes, bytesPerSecond = 0 }: Progress,
): number | undefined {
  if (bytes === undefined || totalBytes === undefined || bytesPerSecond <= 0) return undefined;
  return Math.max(0, totalBytes - bytes) / bytesPerSecond * 1_000;
}

/** Returns the part of a transfer that is done, from 0 to 1; undefined when it is unknown. */
export function doneShare({ bytes, totalBytes }: Progress): number | undefined {
  if (bytes === undefined || totalBytes === undefined) return undefined;
  return totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
}
