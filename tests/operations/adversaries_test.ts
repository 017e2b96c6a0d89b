import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { Client } from "../harness/client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { eventually } from "../harness/eventually.ts";

/** Survives Ctrl-C and hang-up. */
const STUBBORN = 'trap "" HUP INT TERM';

sshdTest(
  "a client leaves in the middle of output: the command ends, the lock is free, others are told",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.run(`exec -a ${at.mark} sh -c 'while :; do echo output; sleep 0.01; done'`);
    await at.client.textWith("output");
    await at.client.close();
    const freed = await other.find((event) => event.type === "lock_status" && !event.locked);
    assertEquals(freed.type === "lock_status" && freed.lock_owner, null);
    assertEquals(await at.processes(), []);
  },
);

sshdTest("a client leaves while the service connects: nothing is started", async () => {
  await using at = await connected();
  await using other = await at.connect();
  await at.sshd.freeze();
  at.run(`exec -a ${at.mark} sleep 999`);
  await at.client.next("status");
  await at.client.close();
  await other.find((event) => event.type === "lock_status" && !event.locked);
  at.sshd.thaw();
  assertEquals(await at.processes(), []);
});

sshdTest("cancel while the service connects: ends with cancelled, at once", async () => {
  await using at = await connected();
  await at.sshd.freeze();
  at.run("echo never", { request_id: "cmd" });
  await at.client.next("status");
  at.client.send({ type: "cancel", request_id: "c" });
  const ending = await at.client.ending();
  assertEquals(ending, {
    type: "cancelled",
    message: "Cancelled by the client",
    request_id: "cmd",
  });
  at.sshd.thaw();
});

sshdTest(
  "cancel: has no answer of its own, and what Ctrl-C makes the command print is delivered",
  async () => {
    await using at = await connected();
    at.run("trap 'echo cleaned up; exit 0' INT; echo ready; while :; do sleep 0.05; done", {
      request_id: "cmd",
    });
    await at.client.textWith("ready");
    at.client.send({ type: "cancel", request_id: "c" });
    assertEquals((await at.client.next("cancelled")).request_id, "cmd");
    assertStringIncludes(at.client.text(), "cleaned up");
    at.client.send({ type: "cancel", request_id: "late" });
    const refusal = await at.client.next("error");
    assertEquals([refusal.error_code, refusal.request_id], [50011, "late"]);
  },
);

sshdTest(
  "cancel: a command that ignores Ctrl-C and hang-up is killed, with its children; setsid stays",
  async () => {
    await using at = await connected();
    const sleep = `exec -a ${at.mark} sleep 999`;
    const left = `left-${at.mark}`;
    at.run(
      `${STUBBORN}; setsid bash -c 'exec -a ${left} sleep 30' & (${sleep}) & (${sleep}) & ` +
        `echo ready; ${sleep}`,
    );
    await at.client.textWith("ready");
    await eventually(async () => (await at.processes()).length === 4, "all four processes run");
    at.client.send({ type: "cancel" });
    await at.client.next("cancelled");
    const [survivor, ...more] = await at.processes();
    assertEquals(more, []);
    assert(survivor !== undefined, "what left its session is to stay");
    assertStringIncludes(await Deno.readTextFile(`/proc/${survivor}/cmdline`), left);
    Deno.kill(survivor, "SIGKILL");
  },
);

sshdTest(
  "cancel: a command on a raw terminal, which never sees Ctrl-C as a signal, ends too",
  async () => {
    await using at = await connected();
    at.run(`stty raw -isig; echo ready; exec -a ${at.mark} cat`);
    await at.client.textWith("ready");
    at.client.send({ type: "cancel" });
    await at.client.next("cancelled");
    assertEquals(await at.processes(), []);
  },
);

sshdTest("cancel: works on a server that allows one channel at a time", async () => {
  await using at = await connected({ maxSessions: 1 });
  at.run(`${STUBBORN}; echo ready; exec -a ${at.mark} sleep 999`);
  await at.client.textWith("ready");
  at.client.send({ type: "cancel" });
  await at.client.next("cancelled");
  assertEquals(await at.processes(), []);
});

sshdTest(
  "the server is killed in the middle of a command: 20005, and the output so far is there",
  async () => {
    await using at = await connected();
    at.run("echo before; sleep 999");
    await at.client.textWith("before");
    await at.sshd.killSessions("SIGKILL");
    assertEquals((await at.client.next("error")).error_code, 20005);
  },
);

sshdTest("a flood: cancel stops it, and the next command works", async () => {
  await using at = await connected();
  at.run("yes");
  await at.client.next("output");
  at.client.send({ type: "cancel" });
  await at.client.next("cancelled");
  at.run("echo next");
  await at.client.next("complete");
  assert(at.client.text().endsWith("next\r\n"));
});

sshdTest("200,000 lines and a fast exit: every line arrives, in order", async () => {
  await using at = await connected();
  at.run("seq 1 200000");
  assertEquals((await at.client.next("complete")).exit_code, 0);
  const lines = at.client.text().split("\r\n");
  assertEquals(lines.length, 200_001);
  assertEquals(lines.findIndex((line, i) => i < 200_000 && line !== String(i + 1)), -1);
});

sshdTest("65,536 quotes: arrive as they are", async () => {
  await using at = await connected();
  const quotes = "'".repeat(65_520);
  at.run(`echo ${quotes}ab | wc -c`); // An even number of single quotes is an empty text.
  await at.client.next("complete");
  assertEquals(at.client.text(), "3\r\n");
  at.run(`: "${'\\"'.repeat(32_000)}'$HOME"; echo ok`);
  await at.client.next("complete");
  assertStringIncludes(at.client.text(), "ok\r\n");
});

sshdTest("a banner, a message of the day and a talking profile are no output", async () => {
  await using at = await connected({
    profile: "echo welcome to the machine; printf 'DONE\\n'; export FROM_PROFILE=yes\n",
    extraConfig: ["Banner /etc/hostname", "PrintMotd yes"],
  });
  at.run("echo $FROM_PROFILE; exit 5", { stop_phrase: "DONE" });
  assertEquals((await at.client.next("error")).exit_code, 5);
  assertEquals(at.client.text(), "yes\r\n");
});

sshdTest("a login that never comes to the command: what it printed is shown", async () => {
  await using at = await connected({ forceCommand: "echo This account is not available.; exit 1" });
  at.run("echo never");
  const { error_code, exit_code } = await at.client.next("error");
  assertEquals([error_code, exit_code], [22004, 1]);
  assertEquals(at.client.text(), "This account is not available.\r\n");
});

sshdTest(
  "shutdown while streaming: told, ended, closed with 1001, nothing left, within 5 seconds",
  async () => {
    const at = await connected();
    at.run(`${STUBBORN}; echo ready; exec -a ${at.mark} sleep 999`, { request_id: "cmd" });
    await at.client.textWith("ready");
    await using idle = await Client.connect(at.app.url);
    const before = performance.now();
    const down = at.app[Symbol.asyncDispose]();
    const ending = await at.client.ending();
    assertEquals(ending, {
      type: "cancelled",
      message: "The service is shutting down",
      request_id: "cmd",
    });
    assertEquals((await at.client.closed).code, 1001);
    assertEquals((await idle.closed).code, 1001);
    await down;
    assertLess(performance.now() - before, 5_000);
    assertEquals(await at.processes(), []);
    await at[Symbol.asyncDispose]();
  },
);

sshdTest(
  "the log: one line per failure with connection, code and cause; no secret and no output",
  async () => {
    await using at = await connected({
      variables: { A_PASSWORD: "s3cret-passphrase", LOG_LEVEL: "debug" },
    });
    at.run("echo visible-output; echo s3cret-passphrase; exit 1", { stop_phrase: "X" });
    await at.client.next("error");
    const failures = at.app.logLines().filter((line) => line.includes("message failed"));
    assertEquals(failures.length, 1);
    assertStringIncludes(failures[0] ?? "", `connection=${at.client.id}`);
    assertStringIncludes(failures[0] ?? "", "code=50000");
    const log = at.app.logLines().join("\n");
    for (const forbidden of ["visible-output", "s3cret-passphrase"]) {
      assert(
        !log.includes(forbidden),
        forbidden,
      );
    }
  },
);
