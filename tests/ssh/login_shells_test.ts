import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connected, processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { ignoreWithout } from "../harness/login_shells.ts";
import { sshdAvailability, sshdTest } from "../harness/sshd.ts";

/** Registers a test for a login shell. It is ignored when the shell or sshd is missing. */
function shellTest(shell: string, what: string, fn: () => Promise<void>): void {
  const ignore = !sshdAvailability().ok || ignoreWithout(shell);
  Deno.test({ name: `${shell}: ${what}`, ignore, fn });
}

/** Commands with the same meaning in every shell, and commands with quoting that differs. */
const COMMANDS = [
  "echo plain",
  "echo 'it is' \"quoted\" a\\ b",
  `echo "it's"`,
  "echo one\necho two\n\necho three",
  "echo \\\\ '\\\\' \"\\\\\"",
  "echo `echo backticks`",
  "echo 한글 '완료'",
  "echo a\\!b 'c d'",
  "\n\necho after empty lines",
  "echo '   spaces   '",
  "printf '%s,' a b c; echo",
  "echo a; exit 7",
];

const SHELLS = ["/bin/bash", "/bin/mksh", "/bin/tcsh", "/bin/bsd-csh", "/bin/fish", "/bin/rbash"];

for (const shell of SHELLS) {
  shellTest(
    shell,
    "a command prints and ends as in `ssh host command`, byte for byte",
    async () => {
      await using at = await connected({ shell });
      for (const command of COMMANDS) {
        const before = at.client.text().length;
        at.run(command, { raw: true });
        const ending = await at.client.next("complete");
        const expected = await plain(shell, command);
        const text = at.client.text().slice(before).replaceAll("\r\n", "\n");
        assertEquals([text, ending.exit_code], [expected.text, expected.exitCode], command);
      }
      at.run("echo DONE; sleep 60", { stop_phrase: "DONE", stop_grace_seconds: 0 });
      assertEquals((await at.client.next("complete")).reason, "stop_phrase");
    },
  );
}

sshdTest("cancel: nothing of a terminal or command stays, whatever the login shell", async () => {
  const shells = SHELLS.filter((shell) => !ignoreWithout(shell));
  // Two at a time: on a busy machine, more do not find their sessions in time for the hang-up.
  await inPairs(shells, async (shell) => {
    await using at = await connected({ shell, variables: { COMMAND_LOCK: "off" } });
    await using other = await at.connect();
    const stubborn = (name: string) =>
      `sh -c 'trap "" HUP INT TERM; sleep 4242; : ${at.mark}-${name}'`;
    const runs = async (name: string) =>
      await eventually(
        () => processesWith(`${at.mark}-${name}`).length > 0,
        `${shell}: the ${name} runs`,
      );
    other.send({ type: "open_terminal", data: { server_name: "a" } });
    await other.find(({ type }) => type === "output");
    other.send({ type: "ssh_input", data: { input: `${stubborn("terminal")}\r` } });
    await runs("terminal");
    at.run(stubborn("command"));
    await runs("command");
    for (const client of [at.client, other]) client.send({ type: "cancel" });
    await Promise.all([at.client.next("cancelled"), other.next("cancelled")]);
    await eventually(async () => (await at.processes()).length === 0, `${shell}: both end`);
  });
});

shellTest("/bin/tcsh", "a command runs after the login files", async () => {
  await using at = await connected({ shell: "/bin/tcsh" });
  await Deno.writeTextFile(`${at.sshd.home}/.login`, "echo hello from login\nsetenv FROM login\n");
  at.run("echo $FROM");
  await at.client.next("complete");
  assertEquals(at.client.text(), "login\r\n");
});

shellTest("/bin/fish", "a command runs after the configuration of a login shell", async () => {
  await using at = await connected({ shell: "/bin/fish" });
  const folder = `${at.sshd.home}/.config/fish`;
  await Deno.mkdir(folder, { recursive: true });
  const text = "status is-login; and set -gx FROM login; echo hello\n";
  await Deno.writeTextFile(`${folder}/config.fish`, text);
  at.run("echo $FROM");
  await at.client.next("complete");
  assertEquals(at.client.text(), "login\r\n");
  at.run("echo 'never closed");
  await at.client.next("complete");
  assertStringIncludes(at.client.text(), "not balanced");
});

shellTest("/bin/bsd-csh", "a word that is too long for it is one clear error", async () => {
  await using at = await connected({ shell: "/bin/bsd-csh" });
  at.run(`echo '${"x".repeat(60_000)}'`);
  const error = await at.client.next("error");
  assertEquals(error.error_code, 22004);
  assertStringIncludes(at.client.text(), "too long");
});

shellTest("/usr/sbin/nologin", "no command starts: 22004, and the text of the login", async () => {
  await using at = await connected({ shell: "/usr/sbin/nologin" });
  at.run("echo x", { stop_phrase: "available" });
  const error = await at.client.next("error");
  assertEquals([error.error_code, error.exit_code], [22004, 1]);
  assertMatch(at.client.text(), /not available/);
});

/** Calls `fn` for two items at a time. */
async function inPairs<Item>(
  items: readonly Item[],
  fn: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const work = async () => {
    for (const item of left) await fn(item);
  };
  await Promise.all([work(), work()]);
}

/** Runs `command` as sshd does for `ssh host command`, without a terminal. */
async function plain(
  shell: string,
  command: string,
): Promise<{ text: string; exitCode: number }> {
  const { stdout, stderr, code } = await new Deno.Command(shell, {
    args: ["-c", command],
    cwd: "/",
    env: { SHELL: shell, HOME: "/nonexistent" },
  }).output();
  return {
    text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr),
    exitCode: code,
  };
}
