import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { bearer, createTokens } from "../harness/tokens.ts";
import { transferring } from "../harness/transfers.ts";
import { bytesOf, watch, watched } from "./watched.ts";

/** Command that goes on with each line of its input, and exits with 3 after `end`. */
const ECHO =
  "stty -echo; echo ready; while read -r l; do echo got $l; [ $l = end ] && exit 3; done";

sshdTest("watch_operation: what the client of a command gets, live, and its end", async () => {
  await using at = await connected();
  await using other = await at.connect();
  at.run(ECHO, { cols: 100, rows: 30 });
  await at.client.textWith("ready\r\n");
  const { operation_id } = await newestOperation(at.app.url);
  watch(other, operation_id.toUpperCase());
  assertEquals(await other.next("watching"), {
    type: "watching",
    operation_id,
    kind: "command",
    server_name: "a",
    cols: 100,
    rows: 30,
    request_id: "watch",
  });
  await other.textWith("ready\r\n");
  at.client.send({ type: "ssh_input", data: { input: "안녕\n" } });
  await other.textWith("got 안녕\r\n");
  at.client.send({ type: "resize", data: { cols: 120, rows: 40 } });
  const { cols, rows } = await other.next("watching");
  assertEquals([cols, rows], [120, 40]);
  at.client.send({ type: "ssh_input", data: { input: "end\n" } });
  assertEquals((await at.client.next("complete")).exit_code, 3);
  assertEquals(await watched(other), {
    type: "complete",
    message: "Watched operation ended",
    operation_id,
    ending: "complete",
    exit_code: 3,
    request_id: "watch",
  });
  assertEquals(other.text(), at.client.text());
  const seqs = other.events.filter((event) => event.type === "output").map(({ seq }) => seq);
  assertEquals(seqs, seqs.map((_, index) => index + 1));
  assertEquals(other.events.filter(({ type }) => type === "gap"), []);
});

sshdTest(
  "watch_operation: one operation a connection, beside lock, session and limits",
  async (t) => {
    await using at = await connected({ variables: { MAX_OPERATIONS: "1" } });
    await using other = await at.connect();
    at.run(ECHO);
    await at.client.textWith("ready");
    const { operation_id } = await newestOperation(at.app.url);

    await t.step("50010 for the client that runs it, and beside another watching", async () => {
      watch(at.client, operation_id);
      assertEquals((await at.client.next("error")).error_code, 50010);
      watch(other, operation_id);
      await other.textWith("ready");
      for (const id of [operation_id, crypto.randomUUID()]) {
        watch(other, id);
        await other.next("error");
      }
      const data = { server_name: "a", command: "true" };
      other.send({ type: "ssh_command", data });
      const codes = other.events.filter(({ type }) => type === "error")
        .map((event) => event.type === "error" && event.error_code);
      assertEquals([...codes, (await other.next("error")).error_code], [50010, 13000, 50010]);
    });
    await t.step("50011 for input and resize", async () => {
      other.send({ type: "ssh_input", data: { input: "end\n" } });
      assertEquals((await other.next("error")).error_code, 50011);
      other.send({ type: "resize", data: { cols: 1, rows: 1 } });
      assertEquals((await other.next("error")).error_code, 50011);
    });
    await t.step("cancel ends the watching alone", async () => {
      other.send({ type: "cancel" });
      assertEquals(await other.next("cancelled"), {
        type: "cancelled",
        message: "Cancelled by the client",
        request_id: "watch",
      });
      other.send({ type: "cancel" });
      assertEquals((await other.next("error")).error_code, 50011);
      at.client.send({ type: "ssh_input", data: { input: "on\n" } });
      await at.client.textWith("got on");
    });
    await t.step("a watcher that leaves ends nothing", async () => {
      await using leaver = await at.connect();
      watch(leaver, operation_id);
      await leaver.textWith("got on");
      await leaver.close();
      at.client.send({ type: "ssh_input", data: { input: "end\n" } });
      assertEquals((await at.client.next("complete")).exit_code, 3);
    });
    await t.step("the watched operation is cancelled, and its session ends", async () => {
      at.run(ECHO);
      await at.client.find(({ type }) => type === "output");
      watch(other, (await newestOperation(at.app.url)).operation_id);
      await other.next("watching");
      at.client.send({ type: "cancel" });
      assertEquals((await watched(other)).ending, "cancelled");
      at.client.send({ type: "start_session" });
      await at.client.next("session_started");
      at.run(ECHO);
      await at.client.find(({ type }) => type === "output");
      watch(other, (await newestOperation(at.app.url)).operation_id);
      await other.next("watching");
      at.client.send({ type: "end_session" });
      await at.client.next("session_ended");
      assertEquals((await watched(other)).ending, "cancelled");
    });
  },
);

sshdTest(
  "watch_operation: a terminal lives as long as it is watched, and is not kept",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.client.send({ type: "open_terminal", data: { server_name: "a", cols: 90, rows: 20 } });
    await at.client.next("output");
    const { operation_id } = await newestOperation(at.app.url);
    watch(other, operation_id);
    const { kind, cols, rows } = await other.next("watching");
    assertEquals([kind, cols, rows], ["terminal", 90, 20]);
    at.client.send({ type: "ssh_input", data: { input: "echo $((6*7))\r" } });
    await other.textWith("42");
    at.client.send({ type: "ssh_input", data: { input: "exit 4\r" } });
    assertEquals((await watched(other)).exit_code, 4);
    assertEquals(other.text(), at.client.text());

    await using late = await at.connect();
    watch(late, operation_id);
    const watching = await late.next("watching");
    assertEquals([watching.kind, watching.cols, watching.rows], ["terminal", null, null]);
    assertEquals((await watched(late)).exit_code, 4);
    assertEquals(bytesOf(late), 0);
  },
);

sshdTest("watch_operation: of an ended command the kept output, and what is missing", async () => {
  await using at = await connected();
  at.run("seq 1 20000; echo 끝");
  await at.client.next("complete");
  const { operation_id, output_bytes, bytes } = await newestOperation(at.app.url);
  await using other = await at.connect();
  watch(other, operation_id);
  const { ending, exit_code } = await watched(other);
  assertEquals([ending, exit_code], ["complete", 0]);
  assertEquals(bytesOf(other), bytes);
  assert(at.client.text().endsWith(other.text()));
  assert(other.text().length > 65_000, `${other.text().length} characters`);
  assertEquals(output_bytes, 65_536);
});

sshdTest("watch_operation: a transfer, by its files", async () => {
  await using at = await transferring();
  await at.put("a.dat");
  await at.run();
  const { operation_id, output_bytes } = await newestOperation(at.app.url);
  await using other = await Client.connect(at.app.url);
  watch(other, operation_id);
  const { kind, server_name, cols } = await other.next("watching");
  assertEquals([kind, server_name, cols], ["transfer", null, null]);
  assertEquals((await watched(other)).exit_code, null);
  assertStringIncludes(other.text(), "a.dat");
  assertEquals(other.text(), at.client.text());
  assertEquals(output_bytes, bytesOf(other));
});

sshdTest(
  "watch_operation: 13000 for an unknown id, 11001 out of scope, and the end of a token",
  async () => {
    await using tokens = await createTokens();
    const operator = bearer(await tokens.add("operator"));
    const viewer = bearer(await tokens.add("viewer", { role: "viewer" }));
    const elsewhere = bearer(await tokens.add("elsewhere", { role: "viewer", servers: ["b"] }));
    const transfers = bearer(await tokens.add("transfers", { operations: ["transfer"] }));
    await using at = await connected({
      variables: tokens.variables,
      connect: ({ url }) => Client.connect(url, operator),
    });
    const { url } = at.app;
    at.run(ECHO);
    await at.client.textWith("ready");
    const { operation_id } = await newestOperation(url, operator);
    await using seeing = await Client.connect(url, viewer);
    watch(seeing, crypto.randomUUID());
    assertEquals((await seeing.next("error")).error_code, 13000);
    watch(seeing, operation_id);
    await seeing.textWith("ready");
    for (const headers of [elsewhere, transfers]) {
      await using blind = await Client.connect(url, headers);
      watch(blind, operation_id);
      assertEquals((await blind.next("error")).error_code, 11001);
      assertEquals(blind.text(), "");
    }
    await tokens.revoke("viewer");
    assertEquals((await seeing.closed).code, 1008);
    at.client.send({ type: "ssh_input", data: { input: "end\n" } });
    assertEquals((await at.client.next("complete")).exit_code, 3);
    assert(!seeing.text().includes("got end"));
  },
);

sshdTest(
  "watch_operation: a watcher that is away resumes, and the shutdown cancels it",
  async () => {
    await using at = await connected();
    await using wire = await startTcpProxy(Number(new URL(at.app.url).port));
    const connect = () => Client.connect(`http://127.0.0.1:${wire.port}`);
    at.run(ECHO);
    await at.client.textWith("ready");
    const { operation_id } = await newestOperation(at.app.url);
    const lost = await connect();
    watch(lost, operation_id);
    await lost.textWith("ready");
    wire.cutAll();
    await lost.closed;
    at.client.send({ type: "ssh_input", data: { input: "meanwhile\n" } });
    await at.client.textWith("got meanwhile\r\n");
    const back = await connect();
    back.send({ type: "resume", data: { token: lost.token, seq: 0 } });
    assertEquals((await back.next("resumed")).operation, {
      operation_id,
      kind: "command",
      server_name: "a",
      request_id: "watch",
    });
    await back.textWith("got meanwhile\r\n");
    assertEquals(back.text(), at.client.text());
    await at.app[Symbol.asyncDispose]();
    const { message, request_id } = await back.next("cancelled");
    assertEquals([message, request_id], ["The service is shutting down", "watch"]);
  },
);

sshdTest("watch_operation: what is typed without an echo is in no output", async () => {
  await using at = await connected();
  await using other = await at.connect();
  at.run(`read -rsp 'Password: ' p; echo " of \${#p}"`);
  await at.client.textWith("Password: ");
  const { operation_id } = await newestOperation(at.app.url);
  watch(other, operation_id);
  at.client.send({ type: "ssh_input", data: { input: "geheim\n" } });
  await watched(other);
  assertEquals(other.text(), "Password:  of 6\r\n");
  const answer = await fetch(`${at.app.url}/api/v1/operations/${operation_id}/output`);
  assertEquals(await answer.text(), "Password:  of 6\r\n");
});
