import type { RunView } from "../domain/run.ts";
import type { RunPorts } from "./run_ports.ts";

/** Duration of a day, in milliseconds. */
const DAY_MS = 86_400_000;

/** Returns the mark of a run's launch: the run, its time, and the number of its attempts so far. */
export function launchMark({ run, attempts }: RunView): string {
  return `${run.run_id} ${run.created_at} ${attempts.length}`;
}

/**
 * Checks whether the database has lost a launch that its server knows: an attempt is committed
 * before it is launched. A run that the database may have removed, because of its age, is not lost.
 *
 * @throws {AppError} 41000
 */
export function isLost(
  { store, historyDays }: Pick<RunPorts, "store" | "historyDays">,
  mark: string | undefined,
): boolean {
  const [runId = "", createdAt = "", count] = mark?.split(" ") ?? [];
  const known = store.view(runId);
  if (known !== undefined) return Number(count) > known.attempts.length;
  return Date.parse(createdAt) > Date.now() - historyDays * DAY_MS;
}
