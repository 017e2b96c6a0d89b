import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { SERVERS } from "./crash_writer.ts";
import { outsider, storeFolder } from "./folder.ts";

/** Starts the writer, kills it `ms` after its first record, and returns the last number that it acknowledged. */
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

Deno.test("Store: kill -9 in the middle of writes breaks nothing, tears nothing, loses nothing that was acknowledged", async () => {
  for (let round = 1; round <= 5; round++) {
    using folder = storeFolder();
    const acknowledged = await writeAndKill(folder.file, Math.random() * 300);
    using store = folder.open();
    using other = outsider(folder.file);
    assertEquals(other.prepare("PRAGMA integrity_check").value<[string]>(), ["ok"]);
    const runs = store.history.operations({ limit: 1_000_000 });
    const complete = runs.filter(({ ending }) => ending === "complete").map(({ id }) => id);
    assertGreaterOrEqual(complete.length, acknowledged, `round ${round}`);
    assertEquals(complete, complete.map((_, index) => complete.length - index));
    assert(runs.slice(complete.length).length <= 1);
    assert(runs.every(({ ending }) => ending === "complete" || ending === "interrupted"));
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

Deno.test("Store: after kill -9 what ran and was held is interrupted, and its ids are not used again", async () => {
  using folder = storeFolder();
  await writeAndKill(folder.file, 50);
  const peer = { client: { id: "c", address: "p" } };
  {
    using other = outsider(folder.file);
    // Whatever the moment of the kill was: the last ones had not ended.
    other.exec("UPDATE runs SET ending = NULL WHERE id = (SELECT max(id) FROM runs)");
    other.exec("UPDATE holds SET ended_by = NULL WHERE id = (SELECT max(id) FROM holds)");
  }
  using store = folder.open();
  const [run] = store.history.operations({ limit: 1 });
  const [hold] = store.history.leases({ limit: 1 });
  assertEquals(run?.ending, "interrupted");
  assertEquals(hold?.ended_by, "interrupted");
  store.history.beginLease({ kind: "session", ...peer });
  assertEquals(store.history.leases({ limit: 1 })[0]?.id, (hold?.id ?? 0) + 1);
});
