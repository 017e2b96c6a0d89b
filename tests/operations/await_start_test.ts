import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

const ENDINGS: readonly (readonly [what: string, profile: string, exitCode: number | undefined])[] =
  [
    ["exits", "echo Please READ this; exit 9", 9],
    ["is killed", "echo Please READ this; kill -KILL $$", undefined],
  ];

for (const [what, profile, exitCode] of ENDINGS) {
  sshdTest(
    `a profile that ${what}: 22004 and its text, which no stop phrase is looked for in`,
    async () => {
      await using at = await connected({ profile });
      at.run("touch folder/ran", { stop_phrase: "READ" });
      const error = await at.client.ending();
      assert(error.type === "error");
      assertEquals([error.error_code, error.exit_code], [22004, exitCode]);
      assertStringIncludes(error.detail ?? "", "before the command started");
      assertEquals(at.client.text(), "Please READ this\r\n");
      assertFalse(await exists(`${at.sshd.folder}/ran`));
      // The next one is served as if nothing had happened.
      at.run("true");
      assertEquals((await at.client.next("error")).error_code, 22004);
    },
  );
}

sshdTest("what a profile prints is neither output nor searched", async () => {
  await using at = await connected({ profile: "echo Welcome, all is DONE" });
  at.run("echo mine; exit 3", { stop_phrase: "DONE" });
  const error = await at.client.next("error");
  assertEquals([error.error_code, error.exit_code], [50000, 3]);
  assertEquals(at.client.text(), "mine\r\n");
});

sshdTest("a login that asks something is told in a status, and input answers it", async () => {
  await using at = await connected({
    profile: 'read -p "Role (a or b)? " role; [ "$role" = b ] || exit 1',
  });
  at.run("echo role $role");
  const status = await at.client.find((event) =>
    event.type === "status" && event.message.includes("Role")
  );
  assertMatch(
    status.type === "status" ? status.message : "",
    /^The command has not started; the login says: Role \(a or b\)\? $/,
  );
  at.client.send({ type: "ssh_input", data: { input: "b\r" } });
  assertEquals((await at.client.next("complete")).exit_code, 0);
  assertEquals(at.client.text(), "role b\r\n");
});

sshdTest("a login that asks something can be cancelled, and nothing of it stays", async () => {
  await using at = await connected();
  const profile = `trap "" INT HUP TERM; echo Role?; sh -c 'sleep 4242; : ${at.mark}'`;
  await Deno.writeTextFile(`${at.sshd.home}/.bash_profile`, profile);
  at.run("true");
  await eventually(async () => (await at.processes()).length > 0, "the login waits");
  at.client.send({ type: "cancel" });
  await at.client.next("cancelled");
  await eventually(async () => (await at.processes()).length === 0, "it ends");
});

sshdTest("a login that asks in silence ends with idle_timeout_seconds: 50003", async () => {
  await using at = await connected({ profile: "read answer" });
  at.run("true", { idle_timeout_seconds: 1 });
  assertEquals((await at.client.next("error")).error_code, 50003);
});

sshdTest("a connection that is lost while the login asks is 20005", async () => {
  await using at = await connected({ profile: "echo Role?; read answer" });
  at.run("true");
  await at.client.find((event) => event.type === "status" && event.message.includes("Role"));
  await at.sshd.killSessions();
  assertEquals((await at.client.next("error")).error_code, 20005);
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
