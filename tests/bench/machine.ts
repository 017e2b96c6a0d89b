/** Returns a sentence about the time and the machine of the measurement. */
export async function describeMachine(): Promise<string> {
  const cpu = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^model name\s*:\s*(.+)$/m.exec(cpu)?.[1] ?? Deno.build.arch;
  // The CPU has this flag under a hypervisor.
  const kind = /^flags\s*:.*\bhypervisor\b/m.test(cpu) ? "virtual machine" : "machine";
  const gibibytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const cores = navigator.hardwareConcurrency;
  const [load = 0] = Deno.loadavg();
  return `${
    new Date().toISOString().slice(0, 10)
  }, Deno ${Deno.version.deno}, Linux ${kind} with ` +
    `${cores} ${
      cores === 1 ? "core" : "cores"
    } (${model}) and ${gibibytes} GiB of memory, which sshd, services ` +
    `and clients share; load average before the start: ${load.toFixed(1)}.`;
}
