import { emptyOperation } from "../harness/empty_operation.ts";
import {
  listedCommand,
  type OperationFilter,
  type OperationStart,
} from "../../src/domain/history.ts";
import { assert, assertEquals, assertExists, assertGreaterOrEqual, assertMatch } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { createOlder, outsider, PEER, storeFolder } from "./folder.ts";

const command: OperationStart = {
  operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  client: { ...PEER, id: "first", address: "10.0.0.9:5000" },
  serverName: "mdwap1p",
  transferName: null,
  command: "ls -la",
};
const transfer: OperationStart = {
  ...command,
  kind: "scp_transfer",
  serverName: null,
  transferName: "stub_data_transfer",
  command: null,
};
const terminal: OperationStart = { ...command, kind: "scp_transfer", command: null };
const done = { ending: "complete", exitCode: 0, errorCode: null, bytes: 12, files: null } as const;

const SECOND = { ...PEER, id: "second", address: "10.0.0.9:5000", name: "two" };

Deno.test("History.beginOperation: adds a row, which the first end completes", () => {
  using folder = storeFolder();
  using store = folder.open();
  const before = new Date().toISOString();
  const client = { ...transfer.client, name: "batch" };
  const operation = store.history.beginOperation({ ...transfer, client });
  const running = store.history.operation(transfer.operationId);
  assertExists(running);
  assertEquals(operation.started, running);
  assertEquals(running, {
    ...emptyOperation(),
    operation_id: transfer.operationId,
    kind: "scp_transfer",
    connection_id: "first",
    peer_address: "10.0.0.9:5000",
    name: "batch",
    transfer_name: "stub_data_transfer",
    started_at: running.started_at,
    bytes: 0,
    output_bytes: 0,
  });
  assertMatch(running.started_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertGreaterOrEqual(running.started_at, before);
  const record = operation.end({
    ending: "error",
    exitCode: null,
    errorCode: 24000,
    bytes: 5 * 2 ** 40,
    files: 3,
  });
  operation.end(done);
  const ended = store.history.operation(transfer.operationId);
  assertEquals(record, ended);
  assertEquals(Object.keys(record), Object.keys(operation.started));
  assertEquals(ended, {
    ...running,
    ended_at: ended?.ended_at ?? null,
    ending: "error",
    error_code: 24000,
    bytes: 5 * 2 ** 40,
    files: 3,
    duration_ms: ended?.duration_ms ?? null,
  });
  assertGreaterOrEqual(ended?.ended_at ?? "", running.started_at);
  assertGreaterOrEqual(ended?.duration_ms ?? -1, 0);
  assertEquals(store.history.operation(crypto.randomUUID()), undefined);
});

Deno.test("History.operations: every filter, alone and together, newest first", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { history } = store;
  history.beginOperation(command).end(done);
  history.beginOperation(transfer).end({ ...done, ending: "cancelled" });
  history.beginOperation({ ...terminal, client: SECOND }).end({ ...done, ending: "error" });
  history.beginOperation({ ...command, serverName: "mypap1d", client: SECOND });
  {
    using other = outsider(folder.file);
    for (const id of [1, 2, 3, 4]) {
      other.exec(
        "UPDATE operations SET started_at = ? WHERE id = ?",
        `2026-01-0${id}T00:00:00.500Z`,
        id,
      );
    }
  }
  const ids = (filter: Omit<OperationFilter, "limit">) =>
    history.operations({ ...filter, limit: 9 }).map(({ id }) => id);
  assertEquals(ids({}), [4, 3, 2, 1]);
  assertEquals(ids({ kind: undefined, since: undefined }), [4, 3, 2, 1]);
  assertEquals(ids({ kind: "ssh_command" }), [4, 1]);
  assertEquals(ids({ serverName: "mdwap1p" }), [3, 1]);
  assertEquals(ids({ transferName: "stub_data_transfer" }), [2]);
  assertEquals(ids({ clientId: "second" }), [4, 3]);
  assertEquals(ids({ ending: "cancelled" }), [2]);
  assertEquals(ids({ ending: null }), [4]);
  assertEquals([ids({ running: true }), ids({ running: false })], [[4], [3, 2, 1]]);
  assertEquals([ids({ name: "two" }), ids({ name: "two", running: false })], [[4, 3], [3]]);
  assertEquals(ids({ since: "2026-01-02T00:00:00.500Z" }), [4, 3, 2]);
  assertEquals(ids({ until: "2026-01-02T00:00:00.500Z" }), [1]);
  // Times in other forms than those of the records: without milliseconds, and with an offset.
  assertEquals(ids({ since: "2026-01-02T00:00:00Z", until: "2026-01-03T09:00:01+09:00" }), [3, 2]);
  assertEquals(ids({ since: "2026-01-05T00:00:00Z" }), []);
  assertEquals(ids({ until: "2026-01-05T00:00:00Z" }), [4, 3, 2, 1]);
  assertEquals(ids({ until: "2026-01-01T00:00:00Z" }), []);
  assertEquals(ids({ before: 3 }), [2, 1]);
  assertEquals(ids({ clientId: "first", ending: "complete", before: 4 }), [1]);
  assertEquals(ids({ serverName: "' OR 1 = 1 --" }), []);
});

Deno.test("History.operations: gives the first 1,000 characters of a command", () => {
  using folder = storeFolder();
  using store = folder.open();
  // A character of one UTF-16 unit, and then some of two.
  const long = "a" + "😀".repeat(1000) + "b".repeat(60_000);
  const operationId = "01890a5d-ac96-774b-bcce-b302099a8058";
  store.history.beginOperation({ ...command, operationId, command: long });
  store.history.beginOperation(command);
  const commands = store.history.operations({ limit: 9 }).map(({ command }) => command);
  assertEquals(commands, ["ls -la", "a" + "😀".repeat(999)]);
  assertEquals([listedCommand("ls -la"), listedCommand(long)], commands);
  assertEquals([listedCommand(null), listedCommand("b".repeat(1001))], [null, "b".repeat(1000)]);
  assertEquals(store.history.operation(operationId)?.command, long);
});

Deno.test("History.operations: pages by the cursor show each operation once", () => {
  using folder = storeFolder();
  using store = folder.open();
  for (let count = 0; count < 25; count++) store.history.beginOperation(command);
  const seen: number[] = [];
  let before: number | undefined;
  for (let pages = 0; pages < 4; pages++) {
    const page = store.history.operations({ before, limit: 10 });
    seen.push(...page.map(({ id }) => id));
    before = seen.at(-1);
    assertEquals(page.length, [10, 10, 5, 0][pages]);
    store.history.beginOperation(command);
  }
  assertEquals(seen, Array.from({ length: 25 }, (_, index) => 25 - index));
});

Deno.test("History.operations: no filter sorts, and each has its index", () => {
  using folder = storeFolder();
  folder.open()[Symbol.dispose]();
  using other = outsider(folder.file);
  const columns = [
    "kind",
    "server_name",
    "transfer_name",
    "connection_id",
    "ending",
    "operation_id",
  ];
  for (const column of columns) {
    const plan = other.prepare(
      `EXPLAIN QUERY PLAN
       SELECT * FROM operations WHERE ${column} IS ? AND id < ? ORDER BY id DESC LIMIT ?`,
    ).all<{ detail: string }>("x", 9, 9).map(({ detail }) => detail);
    const index = `operations_by_${column}`;
    assertEquals(plan, [`SEARCH operations USING INDEX ${index} (${column}=? AND rowid<?)`]);
  }
});

Deno.test("openStore: older operations get an operation_id, in the order of their starts", () => {
  using folder = storeFolder();
  createOlder(folder.file, {
    version: 5,
    rows: `WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 300)
      INSERT INTO runs (id, kind, connection_id, peer_address, started_at)
      SELECT id, 'ssh_command', 'c', 'p',
        iif(id > 200, '2026-01-02T03:04:05.679Z', '2026-01-02T03:04:05.678Z')
      FROM ids`,
  });
  using store = folder.open();
  const operations = store.history.operations({ limit: 500 }).reverse();
  const ids = operations.map(({ operation_id }) => operation_id);
  assertEquals(ids, [...new Set(ids)].sort());
  for (const id of ids) {
    assertMatch(id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
  const timeOf = (id = "") => parseInt(id.replace("-", "").slice(0, 12), 16);
  const start = Date.parse("2026-01-02T03:04:05.678Z");
  assertEquals([timeOf(ids[0]), timeOf(ids[299])], [start, start + 1]);
  assertEquals(store.history.operation(ids[7] ?? "")?.started_at, operations[7]?.started_at);
});

Deno.test("History.beginLease: sessions and locks, newest first, each with its first end", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { history } = store;
  const peer = { client: { ...PEER, id: "first", address: "10.0.0.9:5000" } };
  const session = history.beginLease({ kind: "session", ...peer });
  const lock = history.beginLease({ kind: "lock", ...peer });
  history.beginLease({ kind: "session", ...peer });
  lock.end("disconnected");
  session.end("expired");
  session.end("released");
  assertEquals(history.leases({ limit: 9 }).map(({ id }) => id), [3, 2, 1]);
  assertEquals(history.leases({ limit: 1 }).length, 1);
  const [held, unlocked, expired] = history.leases({ limit: 3 });
  assertEquals(held, {
    id: 3,
    kind: "session",
    connection_id: "first",
    peer_address: "10.0.0.9:5000",
    started_at: held?.started_at ?? "",
    ended_at: null,
    ended_by: null,
  });
  assertEquals([unlocked?.kind, unlocked?.ended_by], ["lock", "disconnected"]);
  assertEquals(expired?.ended_by, "expired");
  assert(expired?.ended_at?.endsWith("Z"));
});

Deno.test("History: ids count on over restarts, and records without end are interrupted", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    store.history.beginOperation(command).end(done);
    store.history.beginOperation(command);
    store.history.beginLease({ kind: "lock", client: PEER });
  }
  using store = folder.open();
  const { history } = store;
  history.beginOperation(command);
  history.beginLease({ kind: "lock", client: PEER });
  const operations = history.operations({ limit: 9 });
  assertEquals(operations.map(({ id, ending }) => [id, ending]), [
    [3, null],
    [2, "interrupted"],
    [1, "complete"],
  ]);
  assertEquals(operations[1]?.ended_at, null);
  assertEquals(operations[1]?.duration_ms, null);
  assertEquals(history.leases({ limit: 9 }).map(({ id, ended_by }) => [id, ended_by]), [
    [2, null],
    [1, "interrupted"],
  ]);
});

Deno.test("History: the lease that a run holds over a restart is one record", () => {
  using folder = storeFolder();
  const [kept, lost] = [{ ...PEER, id: "kept", address: "" }, { ...PEER, id: "lost", address: "" }];
  {
    using store = folder.open();
    for (const client of [kept, lost]) store.history.beginLease({ kind: "job", client });
    const fence = { leaseId: 1, runId: "kept", ownerName: "ci", reason: null, fence: 2, since: "" };
    store.leases.save([{ ...fence, servers: "*" }]);
  }
  {
    using store = folder.open();
    store.history.beginLease({ kind: "job", client: kept }).end("taken_over");
    store.history.beginLease({ kind: "job", client: kept });
    assertEquals(
      store.history.leases({ limit: 9 }).map(({ kind, ended_by }) => [kind, ended_by]),
      [["job", null], ["job", "interrupted"], ["job", "taken_over"]],
    );
    assertEquals(
      store.audit.list({ limit: 9 }).map((
        { action, outcome, address },
      ) => [action, outcome, address]),
      [
        ["session_start", null, null],
        ["session_end", "taken_over", null],
        ["session_end", "interrupted", null],
        ["session_start", null, null],
        ["session_start", null, null],
      ],
    );
  }
});

Deno.test("History: records of a locked file are written later, with their times", async () => {
  using folder = storeFolder();
  using store = folder.open();
  using other = outsider(folder.file);
  const early = store.history.beginOperation(command);
  other.exec("BEGIN EXCLUSIVE");
  early.end(done);
  const before = new Date().toISOString();
  store.history.beginOperation(terminal).end(done);
  store.history.beginLease({ kind: "session", client: PEER });
  const after = new Date().toISOString();
  assertEquals(store.history.operations({ limit: 9 }).map(({ id, ending }) => [id, ending]), [[
    1,
    null,
  ]]);
  other.exec("ROLLBACK");
  await eventually(() => store.history.leases({ limit: 1 }).length === 1, "all is written");
  const [late, first] = store.history.operations({ limit: 9 });
  assertEquals([first?.id, first?.ending], [1, "complete"]);
  assertEquals([late?.id, late?.ending], [2, "complete"]);
  assertGreaterOrEqual(late?.started_at ?? "", before);
  assertGreaterOrEqual(after, late?.ended_at ?? "x");
});
