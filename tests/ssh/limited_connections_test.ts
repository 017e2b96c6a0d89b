import { assertEquals, assertRejects } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import { openFiles } from "../../src/ssh/files/open_files.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { Client } from "../harness/client.ts";
import { type Connected, connected, processesWith } from "../harness/connected.ts";
import { makeShells, PATIENT, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { TOFU } from "./files/opened_files.ts";
import { ALL_LINES, COUNTING, linesOf } from "../sockets/counting.ts";

const TERMINAL: ClientMessage = {
  type: "open_terminal",
  data: { server_name: "a", cols: 80, rows: 24 },
};

/** Signal that never aborts. */
const never = new AbortController().signal;

/** Starts a service that opens two connections to its server, with commands side by side. */
async function limited(): Promise<Connected> {
  return await connected({
    variables: { MAX_SSH_CONNECTIONS_PER_SERVER: "2", COMMAND_LOCK: "off" },
  });
}

function run(client: Client, command: string): void {
  client.send({ type: "ssh_command", data: { server_name: "a", command } });
}

/** Waits for a status whose message starts with `text`. */
async function status(client: Client, text: string): Promise<void> {
  await client.find((event) => event.type === "status" && event.message.startsWith(text));
}

sshdTest(
  "MAX_SSH_CONNECTIONS_PER_SERVER: others wait, can be cancelled, run in turn",
  async () => {
    await using at = await limited();
    await using clients = new AsyncDisposableStack();
    const [terminal, third, fourth] = await Promise.all([1, 2, 3].map(() => at.connect()));
    for (const client of [terminal, third, fourth]) clients.use(client);
    at.run(COUNTING);
    terminal?.send(TERMINAL);
    for (const client of [at.client, terminal]) await status(client as Client, "Connected");
    run(third as Client, "echo third");
    await status(third as Client, "Waiting for another connection to a");
    run(fourth as Client, "echo fourth");
    await status(fourth as Client, "Waiting");
    third?.send({ type: "cancel" });
    assertEquals((await third?.ending())?.type, "cancelled");
    assertEquals((await at.client.next("complete")).exit_code, 0);
    assertEquals(linesOf(at.client), ALL_LINES);
    assertEquals((await fourth?.next("complete"))?.exit_code, 0);
  },
);

sshdTest("MAX_SSH_CONNECTIONS_PER_SERVER: an idle connection gives way at once", async () => {
  await using at = await limited();
  await using second = await at.connect();
  run(second, "cat");
  await status(second, "Connected");
  at.run("echo first");
  assertEquals((await at.client.next("complete")).exit_code, 0);
  // Its connection stays for the next command. A terminal needs one of its own.
  assertEquals(at.sshd.sessionPids().length, 2);
  at.client.send(TERMINAL);
  await status(at.client, "Connected");
  assertEquals(at.sshd.sessionPids().length, 2);
});

sshdTest("SshShells.places: ending a process group does not wait for one", async () => {
  // The server allows no second channel, so that the group is ended over a second connection.
  await using sshd = await startSshd({ maxSessions: 1 });
  await using shells = makeShells({ maxConnections: 2, waitMs: 20_000, stopLimits: PATIENT });
  const start = (command: string, { signal = never, onWait = () => {} } = {}) =>
    shells.start(serverOf(sshd), {
      command: new TextEncoder().encode(command),
      size: { cols: 80, rows: 24 },
      signal,
      onWait,
    });
  await using _other = await start("cat");
  const mark = `mark-${crypto.randomUUID()}`;
  const abort = new AbortController();
  await using deaf = await start(`trap "" INT HUP; echo ready; exec -a ${mark} sleep 999`, abort);
  for await (const chunk of deaf.output) {
    if (new TextDecoder().decode(chunk).includes("ready")) break;
  }
  const { promise: waits, resolve: onWait } = Promise.withResolvers<void>();
  const starting = start("echo third", { onWait });
  await waits;
  abort.abort(new Cancelled("stopped"));
  await deaf[Symbol.asyncDispose]();
  assertEquals(processesWith(mark), []);
  await using third = await starting;
  assertEquals((await third.exit).exitCode, 0);
});

sshdTest(
  "SshShells.places: count files beside shells, and cleaning up counts nowhere",
  async () => {
    await using sshd = await startSshd();
    await using shells = makeShells({ maxConnections: 2, waitMs: 50 });
    const server = serverOf(sshd);
    const { signal } = new AbortController();
    const options = { policy: TOFU, signal };
    const command = new TextEncoder().encode("true");
    const start = () => shells.start(server, { command, size: { cols: 80, rows: 24 }, signal });
    {
      await using _source = await openFiles(server, { ...options, places: shells.places });
      await using _target = await openFiles(server, { ...options, places: shells.places });
      assertEquals((await assertRejects(start, AppError)).code, 10001);
      await using _cleanup = await openFiles(server, options);
    }
    await using shell = await start();
    assertEquals((await shell.exit).exitCode, 0);
  },
);
