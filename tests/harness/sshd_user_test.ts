import { assert, assertEquals, assertRejects } from "@std/assert";
import { sshdTest } from "./sshd.ts";
import { commandLine, liveProcesses } from "./sshd_processes.ts";
import { createUser } from "./sshd_user.ts";

const START_AND_DIE = `
  import { startSshd } from "${import.meta.resolve("./sshd.ts")}";
  const { user } = await startSshd();
  await Deno.stdout.write(new TextEncoder().encode(user));
  Deno.kill(Deno.pid, "SIGKILL");
`;

sshdTest("createUser: removes user and server of a test process that was killed", async () => {
  const { signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", START_AND_DIE],
  }).output();
  assertEquals(signal, "SIGKILL");
  const name = new TextDecoder().decode(stdout);
  assert(name.startsWith("pptest_"), name);
  await using user = await createUser();
  const passwd = await Deno.readTextFile("/etc/passwd");
  assert(passwd.includes(user.name) && !passwd.includes(name));
  await assertRejects(() => Deno.stat(`/run/${name}`), Deno.errors.NotFound);
  assertEquals(liveProcesses().filter(({ pid }) => commandLine(pid)?.includes(name)), []);
});
