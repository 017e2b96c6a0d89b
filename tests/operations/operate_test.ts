import { assertEquals, assertMatch } from "@std/assert";
import { Database } from "@db/sqlite";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

/** Returns the columns of every operation in the history, oldest first. */
function operations(databasePath: string, ...columns: string[]): unknown[][] {
  const database = new Database(databasePath, { readonly: true, int64: true });
  try {
    return database.prepare(`SELECT ${columns.join(", ")} FROM operations ORDER BY id`).values();
  } finally {
    database.close();
  }
}

sshdTest(
  "operate: keeps every operation with its ending, its codes and how much it said",
  async () => {
    await using at = await connected();
    at.run("echo 안녕");
    await at.client.ending();
    at.run("exit 7", { stop_phrase: "never" });
    await at.client.ending();
    at.run("echo up; sleep 600", { request_id: "c" });
    await at.client.textWith("up");
    at.client.send({ type: "cancel" });
    await at.client.ending();
    assertEquals(
      operations(at.app.databasePath, "command", "ending", "exit_code", "error_code", "bytes"),
      [
        ["echo 안녕", "complete", 0, null, 8],
        ["exit 7", "error", 7, 50000, 0],
        ["echo up; sleep 600", "cancelled", null, null, at.client.text("c").length],
      ],
    );
    const [[connection, peer, startedAt] = []] = operations(
      at.app.databasePath,
      "connection_id",
      "peer_address",
      "started_at",
    );
    assertEquals(connection, at.client.id);
    assertMatch(String(peer), /^127\.0\.0\.1:\d+$/);
    assertMatch(String(startedAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  },
);

sshdTest(
  "operate: what is refused is no operation; a client that leaves leaves a cancelled one",
  async () => {
    await using at = await connected();
    at.run("echo up; sleep 600");
    await at.client.textWith("up");
    at.run("true");
    assertEquals((await at.client.next("error")).error_code, 50010);
    await at.client.close();
    const endings = () => operations(at.app.databasePath, "ending").flat();
    await eventually(() => endings()[0] !== null, "the end is recorded");
    assertEquals(endings(), ["cancelled"]);
  },
);
