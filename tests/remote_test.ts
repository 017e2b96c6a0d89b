import { assertEquals } from "@std/assert";
import { serverOf } from "./harness/shells.ts";
import { sshdTest, startSshd } from "./harness/sshd.ts";

/**
 * Program that runs a command without free file descriptors, then one with some, and prints the
 * endings.
 */
const PROGRAM = `
import { openRemote } from "${new URL("../src/remote.ts", import.meta.url)}";
const { promise: loaded, resolve } = Promise.withResolvers();
const log = { debug: resolve, info() {}, warn() {}, error() {} };
const knownHosts = { fingerprintOf() {}, remember() {}, typeOf() {}, rememberType() {} };
const settings = { hostKeys: "off", maxSshConnectionsPerServer: 9 };
await using remote = openRemote(settings, { knownHosts, log });
const run = async () => {
  const size = { cols: 80, rows: 24 };
  const { signal } = new AbortController();
  const command = new TextEncoder().encode("exit 3");
  const server = JSON.parse(Deno.args[0]);
  await using shell = await remote.shells.start(server, { command, size, signal });
  return (await shell.exit).exitCode;
};
await loaded;
const files = [];
try {
  for (;;) files.push(Deno.openSync("/dev/null"));
} catch {}
const starved = await run().catch(({ name }) => name);
for (const file of files) file.close();
console.log(starved, await run());
`;

sshdTest(
  "openRemote: an operation without a free descriptor fails, and a later one succeeds",
  async () => {
    await using sshd = await startSshd();
    const program = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(program, PROGRAM);
    const config = new URL("../deno.json", import.meta.url).pathname;
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: [
        ...["-c", 'ulimit -n 256; exec "$@"', "bash"],
        ...[Deno.execPath(), "run", "-A", "--no-check", "--config", config],
        ...[program, JSON.stringify(serverOf(sshd))],
      ],
    }).output();
    await Deno.remove(program);
    const [printed, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(printed, "AppError 3\n", said);
  },
);
