import { assertEquals, assertExists } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import type { OperationEnd, OperationStart } from "../../src/domain/history.ts";
import type { Store } from "../../src/store/open_store.ts";
import { outsider, PEER, storeFolder } from "./folder.ts";

const command = {
  kind: "ssh_command",
  client: PEER,
  serverName: "a",
  transferName: null,
  command: "ls",
} as const;
const KIB = 1_024;

/** Returns the end of an operation with `text` as the rest of `totalBytes`. */
function endWith(text: Uint8Array, totalBytes = text.length): OperationEnd {
  const end = { ending: "complete", exitCode: 0, errorCode: null, bytes: 1, files: null } as const;
  return { ...end, output: { totalBytes, text } };
}

/** Records an operation from start to end, and returns its id. */
function record(store: Store, end: OperationEnd, start: Partial<OperationStart> = {}): string {
  const operationId = crypto.randomUUID();
  store.history.beginOperation({ ...command, operationId, ...start }).end(end);
  return operationId;
}

/** Returns the kept sizes of all operations, oldest first, from list and record. */
function kept({ history }: Store): number[] {
  return history.operations({ limit: 500 }).reverse().map((listed) => {
    assertEquals(history.operation(listed.operation_id)?.output_bytes, listed.output_bytes);
    assertEquals(history.output(listed.operation_id).text?.length ?? 0, listed.output_bytes);
    return listed.output_bytes;
  });
}

Deno.test("History.output: the text as it came, with the size of all, of the first end", () => {
  using folder = storeFolder();
  using store = folder.open({ keptOutputBytes: KIB });
  const text = new TextEncoder().encode("안녕\0\r\n\x1b[31m");
  const operationId = crypto.randomUUID();
  const operation = store.history.beginOperation({ ...command, operationId });
  assertEquals(store.history.output(operationId), { totalBytes: null, text: null });
  operation.end(endWith(text, 5 * 2 ** 40));
  operation.end(endWith(new Uint8Array(9)));
  assertEquals(store.history.output(operationId), { totalBytes: 5 * 2 ** 40, text });
  assertEquals(kept(store), [text.length]);
  const silent = store.history.beginOperation({ ...command, operationId: crypto.randomUUID() });
  silent.end(endWith(new Uint8Array()));
  silent.end(endWith(new Uint8Array(9)));
  assertEquals(kept(store), [text.length, 0]);
  assertEquals(store.history.output(crypto.randomUUID()).text, null);
});

Deno.test("History.output: none of a terminal, and none without a size to keep", () => {
  using folder = storeFolder();
  const end = endWith(new Uint8Array(9));
  {
    using store = folder.open({ keptOutputBytes: KIB });
    const id = record(store, end, { kind: "open_terminal", command: null });
    assertEquals(store.history.output(id), { totalBytes: null, text: null });
    record(store, end, { kind: "scp_transfer", serverName: null, transferName: "t" });
    assertEquals(kept(store), [0, 9]);
  }
  using store = folder.open();
  assertEquals(store.history.output(record(store, end)), { totalBytes: null, text: null });
  assertEquals(kept(store), [0, 9, 0]);
  store.prune(Date.now());
  assertEquals(kept(store), [0, 0, 0]);
});

Deno.test("HISTORY_OUTPUT_MIB: the oldest outputs go first, at once and after a restart", () => {
  using folder = storeFolder();
  {
    using store = folder.open({ keptOutputBytes: 10 * KIB });
    const ids = [1, 2, 3, 4].map((size) => record(store, endWith(new Uint8Array(size * KIB))));
    assertEquals(kept(store), [1, 2, 3, 4].map((size) => size * KIB));
    record(store, endWith(new Uint8Array(1)));
    assertEquals(kept(store), [0, 2 * KIB, 3 * KIB, 4 * KIB, 1]);
    assertEquals(store.history.output(ids[0] ?? ""), { totalBytes: KIB, text: null });
    record(store, endWith(new Uint8Array(3 * KIB - 1)));
    assertEquals(kept(store), [0, 0, 3 * KIB, 4 * KIB, 1, 3 * KIB - 1]);
  }
  using store = folder.open({ keptOutputBytes: 4 * KIB });
  store.prune(Date.now());
  assertEquals(kept(store), [0, 0, 0, 0, 1, 3 * KIB - 1]);
});

Deno.test("HISTORY_DAYS: the output goes with its operation", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 1, keptOutputBytes: KIB });
  const id = record(store, endWith(new Uint8Array(9)));
  store.prune(Date.now() + 2 * 86_400_000);
  assertEquals([store.history.operation(id), store.history.output(id).text], [undefined, null]);
  using database = outsider(folder.file);
  assertEquals(database.prepare("SELECT bytes FROM output_size").value(), [0]);
});

Deno.test("History.output: during an outage records wait, and outputs are left out", async () => {
  using folder = storeFolder();
  using store = folder.open({ keptOutputBytes: KIB });
  const locking = outsider(folder.file);
  locking.exec("BEGIN IMMEDIATE");
  const first = record(store, endWith(new Uint8Array(9)));
  locking.exec("COMMIT");
  locking[Symbol.dispose]();
  await eventually(() => store.history.operation(first)?.ending === "complete", "it is written");
  assertExists(store.history.operation(first)?.ended_at);
  assertEquals(store.history.output(first), { totalBytes: null, text: null });
});
