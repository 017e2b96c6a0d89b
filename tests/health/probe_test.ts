import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { CLOSED, LATE, NO_SSH, SILENT } from "../../src/domain/connect_fault.ts";
import { probe, type ProbeResult } from "../../src/health/probe.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import {
  closeAfterBanner,
  type OnConnection,
  startTcpServer,
  staySilent,
} from "../harness/tcp_server.ts";

const PATIENT = { timeoutMs: 10_000, signal: new AbortController().signal };
const HASTY = { ...PATIENT, timeoutMs: 200 };

/** Probes a server that calls `onConnection`. */
async function probeOf(onConnection: OnConnection, options = HASTY): Promise<ProbeResult> {
  await using server = await startTcpServer((socket) => {
    staySilent(socket);
    onConnection(socket);
  });
  const result = await probe(server, options);
  await eventually(() => server.connections === 0, "the probe's connection ends");
  return result;
}

sshdTest("probe: a real sshd is well, and logs no protocol error", async () => {
  await using sshd = await startSshd();
  const result = await probe(sshd, PATIENT);
  assert(result.ok);
  assertGreater(result.latencyMs, 0);
  assertLess(result.latencyMs, 5_000);
  await eventually(() => sshd.log().includes("Connection closed by"), "sshd sees the end");
  assertMatch(sshd.log(), /^Connection closed by 127\.0\.0\.1 port \d+ \[preauth\]/m);
  await eventually(() => sshd.sessionPids().length === 0, "its process ends after the line");
});

sshdTest("probe: a stopped sshd refuses, and a frozen one says nothing", async () => {
  await using sshd = await startSshd();
  await sshd.freeze();
  const silence = { ok: false, error: SILENT } as const;
  assertEquals(await probe(sshd, HASTY), silence);
  sshd.thaw();
  assert((await probe(sshd, PATIENT)).ok);
  await sshd.stop();
  assertEquals(await probe(sshd, PATIENT), { ok: false, error: "refused the connection" });
});

sshdTest("probe: a server whose queue of connections is full does not answer in time", async () => {
  await using sshd = await startSshd();
  await sshd.freeze();
  using waiting = new DisposableStack();
  const fill = async () => {
    for (;;) {
      const signal = AbortSignal.timeout(500);
      waiting.use(await Deno.connect({ hostname: sshd.host, port: sshd.port, signal }));
    }
  };
  await fill().catch(({ name }) => assertEquals(name, "TimeoutError"));
  assertEquals(await probe(sshd, HASTY), { ok: false, error: LATE });
});

sshdTest("probe: a server whose line is delayed says nothing", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  assert((await probe(proxy, PATIENT)).ok);
  proxy.freeze();
  const silence = { ok: false, error: SILENT } as const;
  assertEquals(await probe(proxy, HASTY), silence);
});

Deno.test("probe: only an SSH server is well", async () => {
  const strange = { ok: false, error: NO_SSH } as const;
  const closed = { ok: false, error: CLOSED } as const;
  const silent = { ok: false, error: SILENT } as const;
  const servers: [string, OnConnection, ProbeResult][] = [
    ["silent", () => {}, silent],
    ["closes at once", (socket) => socket.end(), closed],
    ["resets at once", (socket) => socket.resetAndDestroy(), closed],
    ["is too busy", (socket) => socket.end("Exceeded MaxStartups\r\n"), strange],
    ["HTTP that stays", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), strange],
    ["HTTP that closes", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), strange],
    ["SSH 1 only", (socket) => socket.end("SSH-1.5-old\r\n"), strange],
    ["not at the start of a line", (socket) => socket.end("I am SSH-2.0-x\r\n"), strange],
    ["half a line", (socket) => socket.end("SSH-2.0-OpenSS"), strange],
    ["binary", (socket) => socket.write(new Uint8Array(512).fill(0xff)), strange],
  ];
  for (const [what, onConnection, expected] of servers) {
    assertEquals(await probeOf(onConnection), expected, what);
  }
});

Deno.test("probe: accepts every form of the identification line", async () => {
  const servers: [string, OnConnection][] = [
    ["and closes", closeAfterBanner],
    ["with LF alone", (socket) => socket.end("SSH-2.0-x\n")],
    ["as 1.99", (socket) => socket.end("SSH-1.99-Cisco-1.25\r\n")],
    ["with a comment", (socket) => socket.end("SSH-2.0-x and a comment\r\n")],
    [
      "after other lines",
      (socket) => socket.end("Welcome\r\n\r\n접속을 환영합니다\r\nSSH-2.0-x\r\n"),
    ],
    ["in pieces", (socket) => {
      socket.write("Welcome\r\nSS");
      setTimeout(() => socket.end("H-2.0-x\r\n"), 20);
    }],
    ["only after the client's line", (socket) => {
      socket.once("data", (data) => {
        assertEquals(String(data), "SSH-2.0-PinkPage\r\n");
        socket.end("SSH-2.0-x\r\n");
      });
    }],
  ];
  for (const [what, onConnection] of servers) {
    assert((await probeOf(onConnection, PATIENT)).ok, what);
  }
});

Deno.test("probe: ends by size or time when other data goes on", async () => {
  const strange = { ok: false, error: NO_SSH } as const;
  const startedAt = performance.now();
  const flood = await probeOf((socket) => {
    const pour = () => {
      while (socket.writable && socket.write("x".repeat(1_000)));
    };
    socket.on("drain", pour);
    pour();
  }, PATIENT);
  assertEquals(flood, strange);
  assertLess(performance.now() - startedAt, 5_000);
  const drip = await probeOf((socket) => {
    socket.write("x");
    const dripping = setInterval(() => socket.write("x"), 1);
    socket.on("close", () => clearInterval(dripping));
  });
  assertEquals(drip, strange);
});

Deno.test("probe: measures the latency until the line is complete", async () => {
  const result = await probeOf((socket) => {
    socket.write("SSH-2.0-");
    setTimeout(() => socket.end("x\r\n"), 100);
  }, PATIENT);
  assert(result.ok);
  assertGreater(result.latencyMs, 95);
});

Deno.test("probe: names a host name without address, and an unreachable address", async () => {
  // Nothing leaves this machine: no DNS query has an empty or over-long label, and the last host is
  // the broadcast address.
  for (const host of ["no..name", `${"x".repeat(64)}.invalid`]) {
    const nameless = await probe({ host, port: 22 }, PATIENT);
    assertEquals(nameless, { ok: false, error: "has a host name that does not resolve" });
  }
  const unreachable = await probe({ host: "255.255.255.255", port: 22 }, PATIENT);
  assertEquals(unreachable, {
    ok: false,
    error: "could not be reached: its network is unreachable",
  });
});

Deno.test("probe: ends at once on its signal, before and during the wait", async () => {
  await using server = await startTcpServer(staySilent);
  const startedAt = performance.now();
  assert(!(await probe(server, { ...PATIENT, signal: AbortSignal.abort() })).ok);
  const stopping = new AbortController();
  const probing = probe(server, { ...PATIENT, signal: stopping.signal });
  await eventually(() => server.connections === 1, "the server is connected");
  stopping.abort();
  assert(!(await probing).ok);
  assertLess(performance.now() - startedAt, 5_000);
  await eventually(() => server.connections === 0, "the connection ends");
});
