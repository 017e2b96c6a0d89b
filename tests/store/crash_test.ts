import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { verifyAudit } from "../../src/store/verify_audit.ts";
import { SERVERS } from "./crash_writer.ts";
import { outsider, PEER, storeFolder } from "./folder.ts";

/** Kills the writer `ms` after its first record, and returns the last number it acknowledged. */
async function writeAndKill(file: string, ms: number): Promise<number> {
  const writer = new URL("crash_writer.ts", import.meta.url).pathname;
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-read", "--allow-write", writer, file],
    stdout: "piped",
  }).spawn();
  let printed = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (printed === "") setTimeout(() => child.kill("SIGKILL"), ms);
    printed += text;
  }
  assertEquals((await child.status).signal, "SIGKILL");
  return Number(printed.slice(0, printed.lastIndexOf("\n")).split("\n").at(-1));
}

Deno.test("Store: kill -9 in the middle of writes loses no acknowledged record", async () => {
  for (let round = 1; round <= 5; round++) {
    using folder = storeFolder();
    const acknowledged = await writeAndKill(folder.file, Math.random() * 300);
    const left = verifyAudit(folder.file);
    using store = folder.open();
    using other = outsider(folder.file);
    assertEquals(other.prepare("PRAGMA integrity_check").value<[string]>(), ["ok"]);
    const operations = store.history.operations({ limit: 1_000_000 });
    const complete = operations.filter(({ ending }) => ending === "complete").map(({ id }) => id);
    assertGreaterOrEqual(complete.length, acknowledged, `round ${round}`);
    assertEquals(complete, complete.map((_, index) => complete.length - index));
    assert(operations.slice(complete.length).length <= 1);
    assert(operations.every(({ ending }) => ending === "complete" || ending === "interrupted"));
    assertEquals([left.fault, verifyAudit(folder.file).fault], [null, null]);
    const audited = store.audit.list({ action: "operation_end", limit: 1_000_000 });
    const ends = operations.toReversed().map(({ operation_id, ending }) => [operation_id, ending]);
    assertEquals(
      audited.toReversed().map(({ operation_id, outcome }) => [operation_id, outcome]),
      ends,
    );
    const torn = other.prepare(
      `SELECT swept_at FROM health_sweeps LEFT JOIN health_samples USING (swept_at)
       GROUP BY swept_at HAVING count(server_id) <> ${SERVERS}`,
    ).values();
    assertEquals(torn, []);
    const [changes] = other.prepare("SELECT count(*) FROM health_transitions").value<[number]>() ??
      [];
    const [latest] = store.healthRecords.latest();
    assertEquals(changes, (latest?.consecutiveSuccesses ?? 0) * SERVERS);
    assertGreaterOrEqual(latest?.consecutiveSuccesses ?? 0, acknowledged);
  }
});

Deno.test("Store: after kill -9, open records are interrupted and ids go on", async () => {
  using folder = storeFolder();
  await writeAndKill(folder.file, 50);
  const peer = { client: PEER };
  {
    using other = outsider(folder.file);
    // The last records have no end, whenever the kill was.
    other.exec("UPDATE operations SET ending = NULL WHERE id = (SELECT max(id) FROM operations)");
    other.exec("UPDATE leases SET ended_by = NULL WHERE id = (SELECT max(id) FROM leases)");
  }
  using store = folder.open();
  const [operation] = store.history.operations({ limit: 1 });
  const [lease] = store.history.leases({ limit: 1 });
  assertEquals(operation?.ending, "interrupted");
  assertEquals(lease?.ended_by, "interrupted");
  store.history.beginLease({ kind: "session", ...peer });
  assertEquals(store.history.leases({ limit: 1 })[0]?.id, (lease?.id ?? 0) + 1);
});
