import { assertEquals, assertGreater, assertGreaterOrEqual, assertMatch } from "@std/assert";
import type { AuditEvent } from "../../src/domain/audit.ts";
import type { OperationStart } from "../../src/domain/history.ts";
import type { AuditRecord } from "../../src/protocol/rest/records.ts";
import type { Store } from "../../src/store/open_store.ts";
import { verifyAudit } from "../../src/store/verify_audit.ts";
import { eventually } from "../harness/eventually.ts";
import { createOlder, outsider, PEER, storeFolder } from "./folder.ts";

const LOGIN: AuditEvent = { action: "login", name: "ci", address: "10.0.0.9:5000" };
const CLIENT = { ...PEER, principal: { name: "ci" } };
const COMMAND: OperationStart = {
  operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  client: CLIENT,
  serverName: "a",
  transferName: null,
  command: "ls -la",
};
const TRANSFER: OperationStart = {
  ...COMMAND,
  kind: "scp_transfer",
  serverName: null,
  transferName: "t",
  command: null,
};
const DONE = { ending: "complete", exitCode: 3, errorCode: null, bytes: 0, files: null } as const;
const HOUR_MS = 3_600_000;

/** Returns the rows, the oldest first. */
function rowsOf(store: Store): AuditRecord[] {
  return store.audit.list({ limit: 10_000 }).reverse();
}

/** Returns what the rows say, without ids, times, clients and hashes. */
function said(store: Store): unknown[][] {
  return rowsOf(store).map((
    { action, name, subject, outcome, detail },
  ) => [action, name, subject, outcome, detail]);
}

/** Returns the hash of a row, made with another implementation of JSON and of SHA-256. */
async function hashOf(row: AuditRecord, previous: string): Promise<string> {
  const { id, at, action, name, address, connection_id, operation_id } = row;
  const { subject, outcome, detail } = row;
  const client = [name, address, connection_id, operation_id];
  const text = JSON.stringify([id, at, action, ...client, subject, outcome, detail, previous]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

Deno.test("Audit.record: the hash of a row covers its fields and the row before", async () => {
  using folder = storeFolder();
  using store = folder.open();
  const before = new Date().toISOString();
  const controls = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code + 1)).join(
    "",
  );
  store.audit.record({
    action: "refusal",
    name: null,
    address: "[::1]:1",
    clientId: "550e8400-e29b-41d4-a716-446655440000",
    operationId: COMMAND.operationId,
    subject: `"quoted" \\ / 가 😀 \u2028`,
    outcome: "11001",
    detail: controls,
  });
  store.audit.record(LOGIN);
  const [first, second] = rowsOf(store);
  assertEquals(first, {
    id: 1,
    at: first?.at ?? "",
    action: "refusal",
    name: null,
    address: "[::1]:1",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    operation_id: COMMAND.operationId,
    subject: `"quoted" \\ / 가 😀 \u2028`,
    outcome: "11001",
    detail: controls,
    hash: first === undefined ? "" : await hashOf(first, ""),
  });
  assertMatch(first?.at ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertGreaterOrEqual(first?.at ?? "", before);
  assertEquals(second?.hash, second && await hashOf(second, first?.hash ?? ""));
  assertEquals([second?.id, second?.connection_id, second?.detail], [2, null, null]);
});

Deno.test("Audit: operations and sessions are rows, locks and second ends are none", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { history } = store;
  const servers = ["a", "b"];
  const session = history.beginLease({ kind: "session", client: CLIENT, servers });
  const lock = history.beginLease({ kind: "lock", client: CLIENT });
  const command = history.beginOperation(COMMAND);
  const transfer = history.beginOperation(TRANSFER);
  for (const outcome of ["released", "expired"] as const) {
    command.end(DONE);
    lock.end(outcome);
    transfer.end({ ...DONE, ending: "error", exitCode: null, errorCode: 31001 });
    session.end(outcome);
  }
  assertEquals(said(store), [
    ["session_start", "ci", "a, b", null, null],
    ["operation_start", "ci", "a", null, "ls -la"],
    ["operation_start", "ci", "t", null, "scp_transfer"],
    ["operation_end", "ci", "a", "complete", "exit code 3"],
    ["operation_end", "ci", "t", "error", "error 31001"],
    ["session_end", "ci", "a, b", "released", null],
  ]);
  const [start, , , end] = rowsOf(store).slice(1);
  for (const row of [start, end]) {
    assertEquals([row?.connection_id, row?.address], [CLIENT.id, CLIENT.address]);
  }
  assertEquals(rowsOf(store)[1]?.operation_id, COMMAND.operationId);
});

Deno.test("Audit: a record whose row is refused is not written either", () => {
  using folder = storeFolder();
  using store = folder.open();
  const operation = store.history.beginOperation(COMMAND);
  const session = store.history.beginLease({ kind: "session", client: CLIENT });
  using other = outsider(folder.file);
  other.exec("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END");
  operation.end(DONE);
  session.end("released");
  store.history.beginOperation(TRANSFER);
  store.history.beginLease({ kind: "session", client: CLIENT });
  assertEquals(store.history.operations({ limit: 9 }).map(({ ending }) => ending), [null]);
  assertEquals(store.history.leases({ limit: 9 }).map(({ ended_by }) => ended_by), [null]);
});

Deno.test("Audit: what an earlier process left open ends as interrupted, with its name", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    store.history.beginOperation(COMMAND).end(DONE);
    store.history.beginOperation(TRANSFER);
    store.history.beginLease({ kind: "lock", client: CLIENT });
    store.history.beginLease({ kind: "session", client: CLIENT });
  }
  using store = folder.open();
  assertEquals(said(store).slice(4), [
    ["operation_end", "ci", "t", "interrupted", null],
    ["session_end", "ci", null, "interrupted", null],
  ]);
  const [operation, session] = rowsOf(store).slice(4);
  assertEquals([operation?.operation_id, session?.operation_id], [TRANSFER.operationId, null]);
  for (const row of [operation, session]) {
    assertEquals([row?.connection_id, row?.address], [CLIENT.id, CLIENT.address]);
  }
  assertEquals(verifyAudit(folder.file).rows, 6);
});

Deno.test("Audit: an older database with open records gets its first rows", () => {
  using folder = storeFolder();
  const rows = `INSERT INTO leases (kind, connection_id, peer_address, started_at)
    VALUES ('session', 'c', 'p', '2026-01-01T00:00:00.000Z')`;
  createOlder(folder.file, { version: 8, rows });
  using store = folder.open();
  assertEquals(said(store), [["session_end", null, null, "interrupted", null]]);
  assertEquals(verifyAudit(folder.file).fault, null);
});

Deno.test("Audit: rows that wait for a locked file are chained in their order", async () => {
  using folder = storeFolder();
  using store = folder.open();
  store.audit.record(LOGIN);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  for (let count = 1; count <= 300; count++) {
    store.history.beginOperation({ ...COMMAND, command: String(count) }).end(DONE);
  }
  assertEquals(rowsOf(store).length, 1);
  other.exec("ROLLBACK");
  await eventually(() => rowsOf(store).length === 601, "the rows are written");
  const starts = rowsOf(store).filter(({ action }) => action === "operation_start");
  assertEquals(starts.map(({ detail }) => Number(detail)), starts.map((_, index) => index + 1));
  assertEquals(verifyAudit(folder.file), {
    rows: 601,
    anchor: null,
    head: { id: 601, hash: rowsOf(store).at(-1)?.hash ?? "" },
    fault: null,
  });
});

Deno.test("Audit: rows that are lost in a long outage leave no gap in the chain", async () => {
  using folder = storeFolder();
  using store = folder.open();
  store.audit.record(LOGIN);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  for (let count = 1; count <= 40; count++) {
    store.audit.record({ ...LOGIN, detail: String(count).padStart(2 ** 20) });
  }
  other.exec("ROLLBACK");
  await eventually(() => rowsOf(store).length > 1, "the rest is written");
  await eventually(() => folder.log.lines.length === 2, "the outage ends");
  const { rows, fault } = verifyAudit(folder.file);
  assertEquals([rows, fault], [1 + Number(folder.log.lines[1]?.facts.late), null]);
  assertGreater(Number(folder.log.lines[1]?.facts.lost), 0);
});

Deno.test("Audit.list: every filter, alone and together, newest first, long details cut", () => {
  using folder = storeFolder();
  using store = folder.open();
  store.audit.record(LOGIN);
  store.audit.record({ ...LOGIN, name: "bo", detail: "x".repeat(2_000) });
  store.audit.record({ ...LOGIN, action: "logout" });
  {
    using other = outsider(folder.file);
    other.exec("UPDATE audit SET at = '2026-01-0' || id || 'T00:00:00.000Z'");
  }
  const ids = (filter: object) => store.audit.list({ limit: 9, ...filter }).map(({ id }) => id);
  const day = (count: number) => `2026-01-0${count}T00:00:00.000Z`;
  assertEquals(ids({}), [3, 2, 1]);
  assertEquals(ids({ limit: 2 }), [3, 2]);
  assertEquals(ids({ before: 3 }), [2, 1]);
  assertEquals(ids({ action: "login" }), [2, 1]);
  assertEquals(ids({ name: "ci" }), [3, 1]);
  assertEquals(ids({ since: day(2) }), [3, 2]);
  assertEquals(ids({ until: day(2) }), [1]);
  assertEquals(ids({ since: day(4) }), []);
  assertEquals(ids({ until: day(1) }), []);
  assertEquals(ids({ name: "ci", action: "login", since: day(1), until: day(3) }), [1]);
  assertEquals(store.audit.list({ limit: 9 })[1]?.detail?.length, 1_000);
});

Deno.test("Audit: the newest row is logged at the first call, once an hour, and at the end", () => {
  using folder = storeFolder();
  const heads = () =>
    folder.log.lines.filter(({ line }) => line === "info audit head").map(({ facts }) => facts);
  {
    using store = folder.open();
    store.prune(0);
    assertEquals(heads(), []);
    store.audit.record(LOGIN);
    store.prune(HOUR_MS - 1);
    assertEquals(heads(), []);
    store.prune(HOUR_MS);
    const { id, hash } = rowsOf(store)[0] ?? {};
    assertEquals(heads(), [{ id, hash }]);
    store.prune(2 * HOUR_MS - 1);
    assertEquals(heads().length, 1);
    using other = outsider(folder.file);
    other.exec("BEGIN EXCLUSIVE");
    store.audit.record(LOGIN);
    other.exec("ROLLBACK");
  }
  assertEquals(heads()[1], verifyAudit(folder.file).head);
  assertEquals(heads().map(({ id }) => id), [1, 2]);
});
