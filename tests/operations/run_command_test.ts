import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { sshdTest } from "../harness/sshd.ts";
import { liveProcesses } from "../harness/sshd_processes.ts";

sshdTest("ssh_command: welcome, status, output, one ending, then the lock is free", async () => {
  await using at = await connected();
  at.run("echo hello; echo 안녕 >&2; exit 0", { request_id: "one" });
  const ending = await at.client.next("complete");
  assertMatch(String(ending.duration_ms), /^\d+$/);
  assertEquals({ ...ending, duration_ms: 0 }, {
    type: "complete",
    request_id: "one",
    message: "Command execution completed: echo hello; echo 안녕 >&2; exit 0",
    server_name: "a",
    command: "echo hello; echo 안녕 >&2; exit 0",
    reason: "exited",
    exit_code: 0,
    signal: null,
    duration_ms: 0,
  });
  await at.client.next("lock_status");
  assertEquals(at.client.text(), "hello\r\n안녕\r\n");
  const types = at.client.events.map(({ type }) => type).filter((type, i, all) =>
    type !== "output" || all[i - 1] !== type
  );
  assertEquals(types, [
    "welcome",
    "lock_status",
    "status",
    "status",
    "output",
    "complete",
    "lock_status",
  ]);
  const broadcasts = at.client.events.filter(({ type }) => type === "lock_status");
  assert(broadcasts.every((event) => !("request_id" in event)));
  const outputs = at.client.events.filter((event) => event.type === "output");
  assertEquals(outputs.map(({ seq }) => seq), outputs.map((_, i) => i + 1));
});

sshdTest("ssh_command: runs on a PTY of the asked size, in the login environment", async () => {
  await using at = await connected();
  at.run("tty; stty size; echo $TERM; shopt -q login_shell && echo login; pwd", {
    cols: 132,
    rows: 43,
  });
  await at.client.next("complete");
  assertMatch(at.client.text(), /^\/dev\/pts\/\d+\r\n43 132\r\nxterm-256color\r\nlogin\r\n/);
  assertStringIncludes(at.client.text(), at.sshd.home);
});

sshdTest(
  "ssh_command: exit codes and signals are told; a syntax error is the shell's",
  async () => {
    await using at = await connected();
    at.run("exit 3");
    const failed = await at.client.next("complete");
    assertEquals([failed.exit_code, failed.signal, failed.reason], [3, null, "exited"]);
    at.run("kill -KILL $$");
    const killed = await at.client.next("complete");
    assertEquals([killed.exit_code, killed.signal], [null, "KILL"]);
    at.run("echo 'never closed");
    assertEquals((await at.client.next("complete")).exit_code, 2);
    assertStringIncludes(at.client.text(), "unexpected EOF");
  },
);

sshdTest(
  "ssh_command: with a stop phrase, a failure without it is 50000, a success without it completes",
  async () => {
    await using at = await connected();
    at.run("echo no; exit 7", { stop_phrase: "DONE" });
    const error = await at.client.next("error");
    assertEquals([error.error_code, error.exit_code], [50000, 7]);
    at.run("kill -TERM $$", { stop_phrase: "DONE" });
    const killed = await at.client.next("error");
    assertEquals([killed.error_code, killed.exit_code], [50000, undefined]);
    at.run("ls -la /", { stop_phrase: "COMMAND_COMPLETE" });
    assertEquals((await at.client.next("complete")).reason, "exited");
  },
);

sshdTest(
  "stop phrase: the command ends by itself within the grace, and its exit code is known",
  async () => {
    await using at = await connected();
    at.run("echo before; echo all DONE here; echo after; sleep 0.3; exit 4", {
      stop_phrase: "DONE",
    });
    const ending = await at.client.next("complete");
    assertEquals([ending.reason, ending.exit_code], ["stop_phrase", 4]);
    assertEquals(at.client.text(), "before\r\nall DONE here\r\n");
  },
);

sshdTest(
  "stop phrase: a command that ends at once is not waited for, and its daemon survives",
  async () => {
    await using at = await connected();
    const pidFile = `${at.sshd.folder}/daemon.pid`;
    // A hang-up before nohup has become the daemon would end it.
    const isThere = "until grep -q sleep /proc/$!/comm; do sleep 0.01; done";
    at.run(`nohup sleep 4242 >/dev/null 2>&1 & echo $! > ${pidFile}; ${isThere}; echo DONE`, {
      stop_phrase: "DONE",
      stop_grace_seconds: 60,
    });
    const ending = await at.client.next("complete");
    assertEquals([ending.reason, ending.exit_code], ["stop_phrase", 0]);
    const pid = Number(await Deno.readTextFile(pidFile));
    assert(isAlive(pid), "the daemon was to survive");
    Deno.kill(pid, "SIGKILL");
  },
);

sshdTest("stop phrase: what does not end within the grace is hung up; nohup survives", async () => {
  await using at = await connected();
  const pidFile = `${at.sshd.folder}/daemon.pid`;
  at.run(
    `nohup sleep 4242 >/dev/null 2>&1 & echo $! > ${pidFile}; printf 'READY'; tail -f /dev/null`,
    {
      stop_phrase: "READY",
      stop_grace_seconds: 0,
    },
  );
  const ending = await at.client.next("complete");
  assertEquals([ending.reason, ending.exit_code, ending.signal], ["stop_phrase", null, null]);
  assertEquals(at.client.text(), "READY");
  const pid = Number(await Deno.readTextFile(pidFile));
  assert(isAlive(pid), "the daemon was to survive the hang-up");
  Deno.kill(pid, "SIGKILL");
});

sshdTest(
  "stop phrase: split over chunks, in colours, Korean, and in a last line without newline",
  async () => {
    await using at = await connected();
    const phrases = [
      ["printf 'DA'; sleep 0.3; printf 'TA_READY\\n'; sleep 60", "DATA_READY"],
      ["printf '\\033[1;32mDATA\\033[0m_\\033[31mREADY\\033[0m\\n'; sleep 60", "DATA_READY"],
      ["printf '작\\354\\227'; sleep 0.3; printf '\\205 완료'; sleep 60", "작업 완료"],
      ["printf 'login: '; sleep 60", "login: "],
    ];
    for (const [command = "", stop_phrase] of phrases) {
      at.run(command, { stop_phrase, stop_grace_seconds: 0 });
      assertEquals((await at.client.next("complete")).reason, "stop_phrase", stop_phrase);
    }
  },
);

sshdTest("stop phrase: the echo of the typed command never matches", async () => {
  await using at = await connected();
  at.run("true NEVER_PRINTED; exit 9", { stop_phrase: "NEVER_PRINTED" });
  assertEquals((await at.client.next("error")).exit_code, 9);
});

sshdTest("ssh_input: is typed into the command, also while it still connects", async () => {
  await using at = await connected();
  at.run("read a; read b; echo got $a and $b");
  at.client.send({ type: "ssh_input", data: { input: "하나\r" } });
  await at.client.find((event) => event.type === "status" && event.message === "Connected to a");
  at.client.send({ type: "ssh_input", data: { input: "two\r" } });
  await at.client.next("complete");
  assertStringIncludes(at.client.text(), "got 하나 and two\r\n");
});

sshdTest("ssh_input: over 1 MiB that nobody reads is 14001, and the command goes on", async () => {
  await using at = await connected();
  at.run("stty raw -echo; sleep 3; echo still here", { request_id: "cmd" });
  await at.client.next("status");
  const input = "x".repeat(65_536);
  for (let i = 0; i < 100; i++) {
    at.client.send({ type: "ssh_input", data: { input }, request_id: `i${i}` });
  }
  const refusal = await at.client.next("error");
  assertEquals(refusal.error_code, 14001);
  assertMatch(refusal.request_id ?? "", /^i\d+$/);
  assertEquals((await at.client.next("complete")).request_id, "cmd");
  assertStringIncludes(at.client.text(), "still here");
});

sshdTest("resize: the running command sees the new size", async () => {
  await using at = await connected();
  at.run("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done");
  await at.client.textWith("ready");
  at.client.send({ type: "resize", data: { cols: 101, rows: 31 } });
  await at.client.next("complete");
  assertStringIncludes(at.client.text(), "31 101\r\n");
});

sshdTest(
  "other messages are served while a command streams, of this client and of others",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.run("while :; do echo line; sleep 0.01; done");
    await at.client.textWith("line");
    at.client.send({ type: "get_lock_status", request_id: "mine" });
    other.send({ type: "get_lock_status", request_id: "theirs" });
    const status = await at.client.find((event) =>
      event.type === "lock_status" && event.request_id === "mine"
    );
    assertEquals(status.type === "lock_status" && status.lock_owner, at.client.id);
    await other.find((event) => event.type === "lock_status" && event.request_id === "theirs");
    at.client.send({ type: "cancel" });
    await at.client.next("cancelled");
  },
);

sshdTest(
  "the lock: another's command is 50008 with the owner, my second 50010; all are told in order",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.run("read x");
    other.send({
      type: "ssh_command",
      data: { server_name: "a", command: "true" },
      request_id: "no",
    });
    const refusal = await other.next("error");
    assertEquals([refusal.error_code, refusal.lock_owner, refusal.request_id], [
      50008,
      at.client.id,
      "no",
    ]);
    at.run("true", { request_id: "second" });
    const second = await at.client.next("error");
    assertEquals([second.error_code, second.request_id], [50010, "second"]);
    at.client.send({ type: "ssh_input", data: { input: "\r" } });
    await at.client.next("complete");
    const free = await other.find((event) => event.type === "lock_status" && !event.locked);
    assertFalse("request_id" in free);
    const owners = other.events.filter((event) => event.type === "lock_status").map((
      { lock_owner },
    ) => lock_owner);
    assertEquals(owners, [at.client.id, null]);
  },
);

sshdTest(
  "the lock: is free before the ending arrives, so that the next command is never refused",
  async () => {
    await using at = await connected();
    for (let i = 0; i < 15; i++) {
      at.run(i % 3 === 0 ? "exit 1" : "true", i % 3 === 0 ? { stop_phrase: "X" } : {});
      const ending = await at.client.ending();
      assert(
        ending.type === "complete" || (ending.type === "error" && ending.error_code === 50000),
        JSON.stringify(ending),
      );
    }
    const order = at.client.events.filter(({ type }) =>
      ["complete", "error", "lock_status"].includes(type)
    )
      .map((event) => event.type === "lock_status" ? event.locked : "ending");
    await at.client.next("lock_status");
    assertEquals(order.slice(0, 6), [true, "ending", false, true, "ending", false]);
  },
);

sshdTest("COMMAND_LOCK=off: commands run side by side, one per connection", async () => {
  await using at = await connected({ variables: { COMMAND_LOCK: "off" } });
  await using other = await at.connect();
  at.run("read x; echo first");
  other.send({ type: "ssh_command", data: { server_name: "a", command: "echo second" } });
  await other.next("complete");
  at.run("true");
  assertEquals((await at.client.next("error")).error_code, 50010);
  at.client.send({ type: "get_lock_status" });
  assertEquals((await at.client.next("lock_status")).locked, false);
  at.client.send({ type: "ssh_input", data: { input: "\r" } });
  await at.client.next("complete");
  assertFalse(other.events.some(({ type }) => type === "lock_status"));
});

sshdTest(
  "deadlines: the total one is 22001, silence is 50003, and nothing is left running",
  async () => {
    await using at = await connected();
    const running = `exec -a ${at.mark} sleep 999`;
    at.run(`while :; do echo tick; sleep 0.05; done & ${running}`, { timeout_seconds: 1 });
    assertEquals((await at.client.next("error")).error_code, 22001);
    assertEquals(await at.processes(), []);
    at.run(`echo once; ${running}`, { idle_timeout_seconds: 0.5 });
    assertEquals((await at.client.next("error")).error_code, 50003);
    assertEquals(await at.processes(), []);
    assertStringIncludes(at.client.text(), "once");
    at.run("for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done", {
      idle_timeout_seconds: 2,
      timeout_seconds: 30,
    });
    await at.client.next("complete");
  },
);

sshdTest(
  "throttle_interval: the first output leaves at once, a flood leaves in frames an interval apart",
  async () => {
    await using at = await connected();
    const command = "echo first; for i in $(seq 400); do echo line $i; sleep 0.002; done";
    at.run(command, { throttle_interval: 0.5 });
    const first = await at.client.next("output");
    assertStringIncludes(first.data, "first");
    const { duration_ms } = await at.client.next("complete");
    const frames = at.client.events.filter(({ type }) => type === "output").length;
    assert(frames <= duration_ms / 500 + 2, `${frames} frames in ${duration_ms} ms`);
    const lines = [...at.client.text().matchAll(/line (\d+)/g)].map(([, n]) => Number(n));
    assertEquals(lines, Array.from({ length: 400 }, (_, i) => i + 1));
  },
);

sshdTest("carriage returns: progress collapses, and raw keeps it", async () => {
  await using at = await connected();
  const command = `for i in $(seq 1 20000); do printf '\\rprogress %5d/20000' $i; done; echo`;
  at.run(command, { request_id: "collapsed", throttle_interval: 0.2 });
  await at.client.next("complete");
  at.run(command, { request_id: "raw", raw: true });
  await at.client.next("complete");
  const raw = at.client.text("raw");
  assertEquals([...raw.matchAll(/progress/g)].length, 20_000);
  const collapsed = at.client.text("collapsed");
  assert(collapsed.length < raw.length / 100, `${collapsed.length} of ${raw.length} characters`);
  assertStringIncludes(collapsed, "progress 20000/20000\r\n");
});

sshdTest("a server with another encoding: output, input and commands are translated", async () => {
  await using at = await connected({ variables: { A_ENCODING: "euc-kr" } });
  const echo = 'read line; printf %s "$line" | od -An -tx1';
  at.run(`printf '\\307\\321\\261\\333\\n'; ${echo}; printf '한글\\n'`);
  at.client.send({ type: "ssh_input", data: { input: "한글\r" } });
  await at.client.next("complete");
  assertMatch(at.client.text(), /^(한글\r\n)+ c7 d1 b1 db\r\n한글\r\n$/);
  at.run("echo 😀");
  assertEquals((await at.client.next("error")).error_code, 12000);
});

/** Checks whether a process runs. A zombie does not. */
function isAlive(pid: number): boolean {
  return liveProcesses().some((process) => process.pid === pid);
}
