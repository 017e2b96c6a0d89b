import {
  assert,
  assertEquals,
  assertGreater,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, transferring } from "../harness/transfers.ts";

/** Columns of an operation in the history. */
interface OperationFacts {
  readonly transfer_name: string;
  readonly ending: string;
  readonly error_code: number | null;
  readonly files: number;
  readonly bytes: number;
}

sshdTest("scp_transfer: status, output, progress, one ending", async () => {
  await using at = await transferring({ from: "*.dat" });
  await at.put("고객.dat", "12345");
  await at.put("orders 2.dat", new Uint8Array(2_000_000));
  await at.put("other.txt");
  at.client.send({
    type: "scp_transfer",
    data: { transfer_name: "x" },
    request_id: "r",
  });
  const ending = await at.client.transferred();
  assertEquals({ ...ending, duration_ms: 0 }, {
    type: "complete",
    request_id: "r",
    message: "SCP transfer completed successfully",
    transfer_name: "x",
    files: 2,
    bytes: 2_000_005,
    duration_ms: 0,
    mode: "sftp",
  });
  const events = at.client.events.filter((event) => "request_id" in event);
  assertEquals(events.slice(0, 2).map((event) => event.type === "status" && event.message), [
    "Connecting to a and b...",
    "Connected to a and b",
  ]);
  const outputs = events.filter((event) => event.type === "output");
  assertEquals(outputs[0]?.data, "Transferring files from a to b...");
  assertEquals(outputs.map(({ seq }) => seq), [1, 2, 3]);
  assertEquals(
    new Set(outputs.slice(1).map(({ data }) => data)),
    new Set(["\r\n고객.dat (5 bytes)", "\r\norders 2.dat (2000000 bytes)"]),
  );
  const last = events.findLast((event) => event.type === "transfer_progress");
  assert(last?.type === "transfer_progress");
  assertEquals(
    [last.bytes, last.total_bytes, last.files_done, last.files_total],
    [2_000_005, 2_000_005, 2, 2],
  );
  assertEquals(await at.arrived(), { "고객.dat": "12345", "orders 2.dat": "2000000 bytes" });
});

sshdTest(
  "scp_transfer: an unknown name is 24001, a missing one means stub_data_transfer",
  async () => {
    await using at = await transferring();
    at.client.send({ type: "scp_transfer", data: { transfer_name: "nope" } });
    const refused = await at.client.next("error");
    assertEquals([refused.error_code, refused.detail], [24001, 'No transfer is called "nope"']);
    at.client.sendRaw('{"type":"scp_transfer"}');
    const { error_code, detail = "" } = await at.client.next("error");
    assertEquals(error_code, 24001);
    assertStringIncludes(detail, "stub_data_transfer");
  },
);

sshdTest("scp_transfer: needs the session, and has no terminal to type into", async () => {
  await using at = await transferring();
  await using other = await Client.connect(at.app.url);
  other.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  assertEquals((await other.next("error")).error_code, 50006);
  await at.put("big", 50_000_000);
  at.start();
  await at.client.next("transfer_progress");
  at.client.send({ type: "ssh_input", data: { input: "x" }, request_id: "i" });
  const { error_code, request_id } = await at.client.next("error");
  assertEquals([error_code, request_id], [50011, "i"]);
  await at.client.transferred();
  at.client.send({ type: "end_session" });
  await at.client.next("session_ended");
  at.start();
  assertEquals((await at.client.next("error")).error_code, 50005);
});

sshdTest(
  "scp_transfer: is in the history with its files and bytes, also one that failed",
  async () => {
    await using at = await transferring();
    await at.put("a", "12345");
    await at.run();
    await Deno.remove(`${at.source.folder}/a`);
    await at.fail();
    const { items } = await (await fetch(`${at.app.url}/api/v1/operations?kind=scp_transfer`))
      .json();
    const facts = items.map((
      { transfer_name, ending, error_code, files, bytes }: OperationFacts,
    ) => [
      transfer_name,
      ending,
      error_code,
      files,
      bytes,
    ]);
    assertEquals(facts, [["x", "error", 24000, 0, 0], ["x", "complete", null, 1, 5]]);
  },
);

sshdTest("transfer_progress: at most ten in any second, with a rate", async () => {
  await using at = await transferring();
  await at.put("big", 150_000_000);
  const times: number[] = [];
  at.start();
  for (;;) {
    const event = await at.client.find(({ type }) =>
      type === "transfer_progress" || type === "complete"
    );
    if (event.type === "complete") break;
    times.push(performance.now());
  }
  assert(times.length > 3, `${times.length} events`);
  for (const time of times) {
    // A few milliseconds of jitter may bring two events closer together on their way.
    const second = times.filter((other) => other >= time && other < time + 980);
    assertLessOrEqual(second.length, 10);
  }
  const rates = at.client.events.filter((event) => event.type === "transfer_progress")
    .map(({ bytes_per_second }) => bytes_per_second);
  assert(rates.some((rate) => rate > 1_000_000), rates.join());
});

sshdTest("cancel: the transfer ends as cancelled, and nothing unfinished is left", async () => {
  await using at = await transferring();
  await at.put("big", 400_000_000);
  at.start();
  await at.client.find((event) => event.type === "transfer_progress" && event.bytes > 0);
  at.client.send({ type: "cancel" });
  assertEquals((await at.client.ending()).type, "cancelled");
  assertEquals(await at.arrived(), {});
  const { items } = await (await fetch(`${at.app.url}/api/v1/operations?kind=scp_transfer`)).json();
  const [{ ending, bytes }] = items;
  assertEquals(ending, "cancelled");
  assertGreater(bytes, 0);
  await shell(': > "$1"', `${at.source.folder}/big`);
  assertEquals((await at.run()).files, 1);
});

sshdTest("a client that leaves: nothing unfinished is left", async () => {
  await using at = await transferring();
  await at.put("big", 400_000_000);
  at.start();
  await at.client.find((event) => event.type === "transfer_progress" && event.bytes > 0);
  await at.client.close();
  await eventually(
    async () => Object.keys(await at.arrived()).length === 0,
    "the target's folder is empty",
  );
});

sshdTest("shutdown: the transfer is cancelled, and nothing unfinished is left", async () => {
  await using at = await transferring();
  await at.put("big", 400_000_000);
  at.start();
  await at.client.find((event) => event.type === "transfer_progress" && event.bytes > 0);
  const startedMs = performance.now();
  await at.app[Symbol.asyncDispose]();
  assertLessOrEqual(performance.now() - startedMs, 4_800);
  assertEquals(await at.arrived(), {});
});

sshdTest("the demo hosts: their transfer runs without configuration", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await Client.connect(app.url);
  client.send({ type: "start_session" });
  client.send({ type: "scp_transfer", data: {} });
  assertEquals((await client.transferred()).files, 3);
});
