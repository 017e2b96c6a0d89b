import type { Server } from "../../src/domain/server.ts";
import { assert, assertEquals, assertGreaterOrEqual, assertLess, assertRejects } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { CLOSED } from "../../src/domain/connect_fault.ts";
import type { HealthRecord, HealthRecords } from "../../src/domain/health.ts";
import { HealthMonitor } from "../../src/health/monitor.ts";
import { type EventOf, ServerEventSchema } from "../../src/protocol/server_events.ts";
import { eventually } from "../harness/eventually.ts";
import {
  closeAfterBanner,
  startTcpServer,
  staySilent,
  type TcpServer,
} from "../harness/tcp_server.ts";

const NEVER = new AbortController().signal;

/** Health records in memory, with every save. */
class MemoryRecords implements Pick<HealthRecords, "latest" | "save"> {
  readonly saves: { record: HealthRecord; changed: boolean }[][] = [];
  isBroken = false;
  readonly #latest = new Map<string, HealthRecord>();

  latest(): HealthRecord[] {
    return [...this.#latest.values()];
  }

  save(sweep: readonly { record: HealthRecord; changed: boolean }[]): void {
    if (this.isBroken) throw new AppError("DATABASE_QUERY_FAILED", "disk full");
    this.saves.push([...sweep]);
    for (const { record } of sweep) this.#latest.set(record.serverName, record);
  }
}

/** Creates a monitor whose clock advances 30 s with each sweep, from noon on. */
function watch(
  servers: readonly Server[],
  { records = new MemoryRecords(), timeoutMs = 10_000 } = {},
): {
  monitor: HealthMonitor;
  records: MemoryRecords;
  announced: EventOf<"server_health">[];
  /** Events for the clients that follow `health` alone. */
  unchanged: EventOf<"server_health">[];
} {
  const announced: EventOf<"server_health">[] = [];
  const unchanged: EventOf<"server_health">[] = [];
  let sweeps = 0;
  const monitor = new HealthMonitor({
    servers,
    timeoutMs,
    now: () => new Date(Date.UTC(2026, 0, 1, 12, 0, 30 * sweeps++)),
    records,
    announce: (event, topic) => {
      ServerEventSchema.parse(event);
      (topic === undefined ? announced : unchanged).push(event);
    },
  });
  return { monitor, records, announced, unchanged };
}

function named(name: string, { host, port }: { host: string; port: number }): Server {
  return { name, host, port, username: "user", encoding: "utf-8" };
}

/** Starts a server that is well, or closes connections, as `isWell` says. */
async function startFickle(): Promise<TcpServer & { isWell: boolean }> {
  const fickle = { isWell: true };
  const server = await startTcpServer((socket) => {
    if (fickle.isWell) closeAfterBanner(socket);
    else socket.end();
  });
  return Object.assign(fickle, server);
}

Deno.test("HealthMonitor: knows the addresses alone before the first sweep", () => {
  const { monitor } = watch([named("a", { host: "192.0.2.1", port: 2222 })]);
  assertEquals(monitor.statuses(), {
    a: {
      server_name: "a",
      host: "192.0.2.1",
      port: 2222,
      is_healthy: false,
      last_checked: null,
      consecutive_failures: 0,
      consecutive_successes: 0,
      latency_ms: null,
      last_error: null,
    },
  });
});

Deno.test("HealthMonitor.sweep: announces changes only, and records every probe", async () => {
  await using server = await startFickle();
  const { monitor, announced, records } = watch([named("a", server)]);
  const history: [boolean, string | null, number, number, string | null][] = [];
  for (const isWell of [false, false, true, true, false, true, false, false]) {
    server.isWell = isWell;
    await monitor.sweep(NEVER);
    const { a: status } = monitor.statuses();
    assert(status !== undefined);
    const { is_healthy, last_checked, consecutive_failures, consecutive_successes, last_error } =
      status;
    const time = last_checked?.slice(14, 19) ?? null;
    history.push([is_healthy, time, consecutive_failures, consecutive_successes, last_error]);
    assertEquals(status.latency_ms === null, !isWell);
  }
  assertEquals(history, [
    [false, null, 1, 0, CLOSED],
    [false, "00:30", 2, 0, CLOSED],
    [true, "01:00", 0, 1, null],
    [true, "01:30", 0, 2, null],
    [true, "02:00", 1, 0, CLOSED],
    [true, "02:30", 0, 1, null],
    [true, "03:00", 1, 0, CLOSED],
    [false, "03:30", 2, 0, CLOSED],
  ]);
  assertEquals(
    announced.map(({ server_name, is_healthy, status }) => [
      server_name,
      is_healthy,
      status.last_checked,
    ]),
    [
      ["a", false, "2026-01-01T12:00:30.000Z"],
      ["a", true, "2026-01-01T12:01:00.000Z"],
      ["a", false, "2026-01-01T12:03:30.000Z"],
    ],
  );
  assertEquals(announced.at(-1)?.status, monitor.statuses().a);
  const changes = records.saves.map((sweep) => sweep.map(({ changed }) => changed));
  assertEquals(changes.flat(), [false, true, true, false, false, false, false, true]);
});

Deno.test("HealthMonitor: has the last state of configured servers after a restart", async () => {
  await using server = await startFickle();
  const a = named("a", server);
  const before = watch([a, named("gone", server)]);
  await before.monitor.sweep(NEVER);
  const moved = named("a", { host: "192.0.2.1", port: 22 });
  const after = watch([moved, named("new", server)], { records: before.records });
  const { a: status, ...others } = after.monitor.statuses();
  assertEquals(status, { ...before.monitor.statuses().a, ...status, host: "192.0.2.1", port: 22 });
  assertEquals(
    [status?.is_healthy, status?.last_checked, status?.consecutive_successes],
    [true, "2026-01-01T12:00:00.000Z", 1],
  );
  assertEquals(Object.keys(others), ["new"]);
  const again = watch([a], { records: before.records });
  await again.monitor.sweep(NEVER);
  assertEquals(again.announced, [], "the same verdict is no change");
});

Deno.test("HealthMonitor: a failure before and one after a restart are two in a row", async () => {
  await using server = await startFickle();
  server.isWell = false;
  const before = watch([named("a", server)]);
  await before.monitor.sweep(NEVER);
  const after = watch([named("a", server)], { records: before.records });
  assertEquals(after.monitor.statuses().a?.last_checked, null);
  await after.monitor.sweep(NEVER);
  assertEquals(after.announced.map(({ is_healthy }) => is_healthy), [false]);
});

Deno.test("HealthMonitor.sweep: an aborted probe ends at once and does not count", async () => {
  await using silent = await startTcpServer(staySilent);
  await using well = await startFickle();
  const { monitor, announced, records } = watch([named("a", silent), named("b", well)]);
  const before = monitor.statuses();
  const stopping = new AbortController();
  const startedAt = performance.now();
  const sweeping = monitor.sweep(stopping.signal);
  await eventually(() => silent.connections === 1 && announced.length === 1, "b has answered");
  stopping.abort();
  await sweeping;
  assertLess(performance.now() - startedAt, 5_000);
  assertEquals(monitor.statuses().a, before.a);
  assertEquals(announced.map(({ server_name }) => server_name), ["b"]);
  assertEquals(records.saves.flat().map(({ record }) => record.serverName), ["b"]);
  await eventually(() => silent.connections === 0, "the connection ends");
});

Deno.test("HealthMonitor.sweep: a call during a sweep joins that sweep", async () => {
  await using silent = await startTcpServer();
  const { monitor, records } = watch([named("a", silent)], { timeoutMs: 300 });
  const sweeping = monitor.sweep(NEVER);
  await eventually(() => silent.connections === 1, "the server is connected");
  assertEquals(monitor.sweep(NEVER), sweeping);
  await sweeping;
  assertEquals(records.saves.length, 1);
  await monitor.sweep(NEVER);
  assertEquals(records.saves.length, 2);
});

Deno.test("HealthMonitor.sweep: 41000 when records fail; the verdicts count", async () => {
  await using server = await startFickle();
  const { monitor, announced, records } = watch([named("a", server)]);
  records.isBroken = true;
  const { code } = await assertRejects(() => monitor.sweep(NEVER), AppError);
  assertEquals(code, 41000);
  assertEquals(announced.map(({ is_healthy }) => is_healthy), [true]);
  records.isBroken = false;
  await monitor.sweep(NEVER);
  assertEquals(records.saves.flat().map(({ record }) => record.consecutiveSuccesses), [2]);
});

Deno.test("HealthMonitor.sweep: 500 servers, 100 of them silent, take one timeout", async () => {
  await using well = await startTcpServer(closeAfterBanner);
  await using silent = await startTcpServer();
  const servers = Array.from(
    { length: 500 },
    (_, i) => named(`server${i}`, i % 5 === 0 ? silent : well),
  );
  // Long enough for 400 answers on a busy machine.
  const timeoutMs = 4_000;
  const { monitor, announced } = watch(servers, { timeoutMs });
  for (const changes of [400, 500]) {
    const startedAt = performance.now();
    await monitor.sweep(NEVER);
    const tookMs = performance.now() - startedAt;
    assertGreaterOrEqual(tookMs, timeoutMs - 5);
    assertLess(tookMs, 2 * timeoutMs);
    assertEquals(announced.length, changes);
  }
  const errors = Object.values(monitor.statuses()).map(({ last_error }) => last_error);
  assertEquals(errors.filter((error) => error === null).length, 400);
  assertEquals(new Set(errors).size, 2);
});

Deno.test("HealthMonitor.sweep: 10001 without a file descriptor, and no verdict", async () => {
  await using server = await startFickle();
  const script = new URL("sweep_without_files.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command("bash", {
    args: [
      "-c",
      'ulimit -n 64; exec "$@"',
      "bash",
      Deno.execPath(),
      "run",
      "-A",
      script,
      `${server.port}`,
    ],
    stderr: "inherit",
  }).output();
  const { code, announced, status } = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals([code, announced], [10001, 0]);
  assertEquals([status.last_checked, status.consecutive_failures], [null, 0]);
});
