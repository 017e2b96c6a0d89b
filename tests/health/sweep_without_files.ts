// Sweeps the server on port `Deno.args[0]` while no file descriptor is left, and prints the code of
// the error and the status.
import { AppError } from "../../src/errors.ts";
import { HealthMonitor } from "../../src/health/monitor.ts";

if (import.meta.main) await main(Number(Deno.args[0]));

async function main(port: number): Promise<void> {
  let announced = 0;
  const monitor = new HealthMonitor({
    servers: [{ name: "a", host: "127.0.0.1", port, username: "user", encoding: "utf-8" }],
    timeoutMs: 10_000,
    now: () => new Date(),
    records: { latest: () => [], save: () => {} },
    announce: () => announced++,
  });
  const files = takeAllFiles();
  const failure: unknown = await monitor.sweep(AbortSignal.timeout(10_000)).catch((error) => error);
  for (const file of files) file.close();
  const code = failure instanceof AppError ? failure.code : undefined;
  // deno-lint-ignore no-console -- read by the test
  console.log(JSON.stringify({ code, announced, status: monitor.statuses().a }));
}

function takeAllFiles(): Deno.FsFile[] {
  const files: Deno.FsFile[] = [];
  try {
    for (;;) files.push(Deno.openSync("/dev/null"));
  } catch {
    return files;
  }
}
