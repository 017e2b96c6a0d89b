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
  const files = await takeAllFiles();
  const failure: unknown = await monitor.sweep(AbortSignal.timeout(10_000)).catch((error) => error);
  for (const file of files) file.close();
  const code = failure instanceof AppError ? failure.code : undefined;
  // deno-lint-ignore no-console -- read by the test
  console.log(JSON.stringify({ code, announced, status: monitor.statuses().a }));
}

/** Takes descriptors until none has become free for a while: the runtime closes some of its own. */
async function takeAllFiles(): Promise<Deno.FsFile[]> {
  const files: Deno.FsFile[] = [];
  for (let quietRounds = 0; quietRounds < 20;) {
    const before = files.length;
    takeFreeFiles(files);
    quietRounds = files.length > before ? 0 : quietRounds + 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return files;
}

function takeFreeFiles(files: Deno.FsFile[]): void {
  try {
    for (;;) files.push(Deno.openSync("/dev/null"));
  } catch {
    // None is left.
  }
}
