// Writes records of every kind until it is killed. Each printed line is the number of a record that
// is in the file for good.
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { PEER } from "./folder.ts";

/** Number of servers in each sweep. */
export const SERVERS = 20;

if (import.meta.main) write(Deno.args[0] ?? "");

function write(path: string): void {
  using store = openStore(path, { log: memoryLog(), historyDays: 90, auditDays: 365 });
  const peer = { client: PEER };
  const encoder = new TextEncoder();
  for (let count = 1;; count++) {
    const lease = store.history.beginLease({ kind: "lock", ...peer });
    const operation = store.history.beginOperation({
      operationId: crypto.randomUUID(),
      kind: "ssh_command",
      ...peer,
      serverName: "a",
      transferName: null,
      command: String(count),
    });
    const lastChecked = new Date(count).toISOString();
    store.healthRecords.save(Array.from({ length: SERVERS }, (_, index) => ({
      changed: true,
      record: {
        serverName: `s${index}`,
        isHealthy: true,
        lastChecked,
        consecutiveFailures: 0,
        consecutiveSuccesses: count,
        latencyMs: 1,
        lastError: null,
      },
    })));
    store.prune(count);
    operation.end({ ending: "complete", exitCode: 0, errorCode: null, bytes: count, files: null });
    lease.end("released");
    Deno.stdout.writeSync(encoder.encode(`${count}\n`));
  }
}
