import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { type Connected, connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { TerminalScreen } from "../harness/terminal_screen.ts";
import { untilBlocked } from "../sockets/until_blocked.ts";

const SIZE = { cols: 80, rows: 24 };

/** Opens a terminal and waits for the prompt of its shell, `$ `. */
async function opened(at: Connected, more: { window?: number } = {}): Promise<TerminalScreen> {
  at.client.send({
    type: "open_terminal",
    data: { server_name: "a", ...SIZE, ...more },
    request_id: "t",
  });
  const screen = new TerminalScreen(at.client, SIZE);
  await screen.shows(/[$#]$/m);
  // One that is the same for everybody, and marks where the shell waits.
  screen.type("PS1='[''ready] '; clear\r");
  await screen.shows(/^\[ready\] *\n*$/);
  return screen;
}

sshdTest(
  "open_terminal: a login shell on a terminal of that kind and size, to its good end",
  async () => {
    await using at = await connected();
    using screen = await opened(at);
    screen.type("echo $TERM $(stty size) $((6 * 7)); shopt login_shell\r");
    await screen.shows(/^xterm-256color 24 80 42\nlogin_shell\s+on$/m);
    screen.type("exit 3\r");
    const { duration_ms, ...complete } = await at.client.next("complete");
    assertGreater(duration_ms, 0);
    assertEquals(complete as unknown, {
      type: "complete",
      message: "Terminal closed",
      server_name: "a",
      command: null,
      reason: "exited",
      exit_code: 3,
      signal: null,
      request_id: "t",
    });
    const { items: [run] } =
      await (await fetch(`${at.app.url}/api/v1/operations?kind=open_terminal`))
        .json();
    assertEquals([run.kind, run.server_name, run.command, run.exit_code], [
      "open_terminal",
      "a",
      null,
      3,
    ]);
  },
);

sshdTest("open_terminal: Korean is typed and shown", async () => {
  await using at = await connected();
  using screen = await opened(at);
  screen.type("export LC_ALL=C.UTF-8; echo '안녕' | cat > /dev/stderr; printf '%s\\n' 한글-입력\r");
  await screen.shows(/^안녕\n한글-입력$/m);
});

sshdTest("open_terminal: vim edits a file", async () => {
  await using at = await connected();
  const file = `/tmp/${at.mark}`;
  try {
    using screen = await opened(at);
    screen.type(`LC_ALL=C.UTF-8 vim -u NONE -N ${file}\r`);
    await screen.shows(/^~$[^]*\[New\]/m);
    screen.type("ifirst\r둘째 줄\x1b");
    await screen.shows(/^first\n둘째 줄$/m);
    screen.type(":wq\r");
    await screen.shows(/\[ready\] *$/m);
    assertEquals(await Deno.readTextFile(file), "first\n둘째 줄\n");
  } finally {
    await Deno.remove(file).catch(() => {});
  }
});

sshdTest("open_terminal: less pages, and gives the screen back", async () => {
  await using at = await connected();
  using screen = await opened(at);
  screen.type("seq 1 1000 | less\r");
  await screen.shows(/^1\n2\n[^]*\n23\n:/m);
  screen.type("G");
  await screen.shows(/^1000\n\(END\)/m);
  screen.type("q");
  await screen.shows(/^\[ready\] seq[^]*\n\[ready\]/);
});

sshdTest("open_terminal: htop draws the machine", async () => {
  await using at = await connected();
  using screen = await opened(at);
  screen.type("htop\r");
  await screen.shows(/Load average[^]*Mem\[[^]*F10Quit/);
  screen.type("q");
  await screen.shows(/\[ready\] *$/m);
});

sshdTest("open_terminal: tmux follows the size of the window", async () => {
  await using at = await connected();
  using screen = await opened(at);
  const socket = `pink-page-${at.mark}`;
  screen.type(`LC_ALL=C.UTF-8 tmux -L ${socket} -f /dev/null new 'PS1="in> " sh'\r`);
  await screen.shows(/^in>[^]*\n\[0\][^\n]*$/);
  screen.resize({ cols: 100, rows: 30 });
  screen.type("stty size\r");
  await screen.shows(/^29 100$/m);
  screen.type("exit\r");
  await screen.shows(/\[exited\]/);
});

sshdTest("cancel: ends the terminal and everything in it", async () => {
  await using at = await connected();
  using screen = await opened(at);
  screen.type(`trap "" HUP INT; (exec -a ${at.mark} sleep 999) & (exec -a ${at.mark} sleep 999)\r`);
  await eventually(async () => (await at.processes()).length === 2, "both run");
  at.client.send({ type: "cancel" });
  assertEquals((await at.client.next("cancelled")).request_id, "t");
  assertEquals(await at.processes(), []);
  assertEquals((await at.client.next("lock_status")).locked, false);
});

sshdTest("open_terminal: takes the lock as a command does", async () => {
  await using at = await connected();
  using _screen = await opened(at);
  await using other = await at.connect();
  const message = { type: "open_terminal", data: { server_name: "a" } } as const;
  other.send(message);
  assertEquals((await other.next("error")).error_code, 50008);
  at.client.send(message);
  assertEquals((await at.client.next("error")).error_code, 50010);
  other.send({ type: "open_terminal", data: { server_name: "nobody" } });
  assertEquals((await other.next("error")).error_code, 23002);
  for (const wrong of [{ cols: 0 }, { rows: 1001 }, { term: "a b" }, { window: 3 }]) {
    other.send({ type: "open_terminal", data: { server_name: "a", ...wrong } });
    const { error_code, detail = "" } = await other.next("error");
    assertEquals([error_code, detail.startsWith(`data.${Object.keys(wrong)[0]}: `)], [12000, true]);
  }
});

/** Opens a terminal that floods, for a client that reads nothing. */
async function flooded(at: Connected, more: { window?: number } = {}): Promise<RawClient> {
  const client = await RawClient.connect(at.app.url);
  await client.next("welcome");
  await client.send({ type: "open_terminal", data: { server_name: "a", ...SIZE, ...more } });
  const command = `PS1=''; exec -a ${at.mark} yes a line that scrolls past\r`;
  await client.send({ type: "ssh_input", data: { input: `(${command.slice(0, -1)})\r` } });
  await untilBlocked(at.processes);
  return client;
}

sshdTest(
  "ssh_input: Ctrl-C overtakes a flood that nobody reads; the gap says how much was skipped",
  async () => {
    await using at = await connected();
    using client = await flooded(at);
    const startedMs = performance.now();
    await client.send({ type: "ssh_input", data: { input: "\x03" } });
    await eventually(async () => (await at.processes()).length === 0, "the flood is over");
    assertLess(performance.now() - startedMs, 2_000);
    await client.send({ type: "ssh_input", data: { input: "echo after-the-flood; exit\r" } });
    let gapBytes = 0;
    let text = "";
    for await (const event of client.events()) {
      if (event.type === "gap") gapBytes += event.bytes;
      if (event.type === "output") text += event.data;
      if (event.type === "complete") break;
    }
    assertGreater(gapBytes, 100_000);
    assert(text.includes("\rafter-the-flood\r\n"));
  },
);

sshdTest("ssh_input: Ctrl-C overtakes all of a flood but what is on its way", async () => {
  await using at = await connected();
  const window = 32_768;
  using client = await flooded(at, { window });
  await client.send({ type: "ssh_input", data: { input: "\x03" } });
  await eventually(async () => (await at.processes()).length === 0, "the flood is over");
  await client.send({ type: "ssh_input", data: { input: "echo after-the-flood; exit\r" } });
  let length = 0;
  for await (const event of client.events()) {
    if (event.type === "complete") break;
    if (event.type !== "output") continue;
    length += event.data.length;
    await client.send({ type: "ack", data: { seq: event.seq } });
  }
  assertLess(length, 2 * window);
});

sshdTest("open_terminal: who reads late and types nothing misses nothing", async () => {
  await using at = await connected();
  using client = await RawClient.connect(at.app.url);
  await client.next("welcome");
  await client.send({ type: "open_terminal", data: { server_name: "a", ...SIZE } });
  const input = `exec -a ${at.mark} seq 1 2000000\r`;
  await client.send({ type: "ssh_input", data: { input } });
  await untilBlocked(at.processes);
  let text = "";
  for await (const event of client.events()) {
    assert(event.type !== "gap");
    if (event.type === "output") text += event.data;
    if (event.type === "complete") break;
  }
  const lines = text.slice(text.indexOf("\r1\r\n2\r\n") + 1).split("\r\n");
  assertEquals([lines.length, lines.at(-1)], [2_000_001, ""]);
  assertEquals(lines.findIndex((line, i) => i < 2_000_000 && line !== String(i + 1)), -1);
});

for (const type of ["open_terminal", "ssh_command"] as const) {
  sshdTest(`ack: with a window, ${type} sends so much and waits`, async () => {
    await using at = await connected();
    const window = 1_000;
    const send = at.client.send.bind(at.client);
    const command = `exec -a ${at.mark} seq -w 1 20000`;
    if (type === "ssh_command") at.run(command, { window });
    else {
      send({ type, data: { server_name: "a", window } });
      send({ type: "ssh_input", data: { input: `${command}\r` } });
    }
    let acknowledged = 0;
    let isOver = false;
    while (!isOver) {
      const event = await at.client.find(({ type }) => type === "output" || type === "complete");
      isOver = event.type === "complete";
      if (event.type !== "output") continue;
      const outputs = at.client.events.filter((event) => event.type === "output");
      const unacknowledged = outputs.filter(({ seq }) => seq > acknowledged);
      const bytes = unacknowledged.reduce((sum, { data }) => sum + data.length, 0);
      assert(bytes <= window, `${bytes} are unacknowledged`);
      // Two at a time, so that it has to wait for most of them.
      if (bytes < window && outputs.at(-1)?.seq !== event.seq) continue;
      acknowledged = event.seq;
      send({ type: "ack", data: { seq: event.seq } });
    }
    assertEquals(at.client.text().match(/^\d{5}\r$/gm)?.length, 20_000);
  });
}

sshdTest("ack: of nothing that runs, or of a number never sent, is no fault", async () => {
  await using at = await connected();
  at.client.send({ type: "ack", data: { seq: 7 } });
  at.run("echo one; read line", { window: 4 });
  await at.client.next("output");
  at.client.send({ type: "ack", data: { seq: 7 } });
  at.client.send({ type: "cancel" });
  assertEquals((await at.client.ending()).type, "cancelled");
});
