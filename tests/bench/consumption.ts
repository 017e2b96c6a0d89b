/**
 * Clock ticks per second of `/proc/PID/stat`: USER_HZ, 100 on every platform that Deno runs on
 * (proc(5), time(7)).
 */
const TICKS_PER_SECOND = 100;

/** CPU time and memory of a process. */
export interface Consumption {
  /** CPU time of all threads so far, in seconds. */
  readonly cpuSeconds: number;
  /** Resident set, in MiB. */
  readonly mebibytes: number;
  /** Largest resident set since {@linkcode forgetPeak}, in MiB. */
  readonly peakMebibytes: number;
}

/** Reads the consumption of `pid` from `/proc`. */
export async function consumptionOf(pid: number): Promise<Consumption> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name in parentheses may contain anything. The third field follows it (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, current] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    mebibytes: Number(current) / 1024,
    peakMebibytes: Number(peak) / 1024,
  };
}

/** Sets the peak of `pid` to its present memory (proc_pid_clear_refs(5)). */
export async function forgetPeak(pid: number): Promise<void> {
  await Deno.writeTextFile(`/proc/${pid}/clear_refs`, "5");
}
