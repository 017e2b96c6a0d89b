import { assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { ServerEventSchema } from "../src/protocol/server_events.ts";
import { eventually } from "./harness/eventually.ts";
import { inTime } from "./harness/in_time.ts";
import { outputOf } from "./harness/output_of.ts";
import { endingOf, spawnProgram } from "./harness/program.ts";
import { startTcpServer } from "./harness/tcp_server.ts";
import { TextLineStream } from "./harness/text_lines.ts";
Deno.test("main: without configuration it logs its address and serves demo hosts", async () => {
  await using program = spawnProgram({ PORT: "0" });
  const lines = program.child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  )
    .getReader();
  const stderr = program.child.stderr.text();
  const { value: first = "" } = await lines.read();
  assertMatch(
    first,
    /listening url=http:\/\/127\.0\.0\.1:\d+ websocket=ws:\/\/127\.0\.0\.1:\d+\/ws\/v1\/stub /,
  );
  assertStringIncludes(first, " health=http://127.0.0.1:");
  const { value: second = "" } = await lines.read();
  assertStringIncludes(second, "demo hosts serve as mdwap1p and mypap1d");
  const [, url = ""] = /websocket=(\S+)/.exec(first) ?? [];
  const socket = new WebSocket(url);
  const { promise: closed, resolve } = Promise.withResolvers<CloseEvent>();
  socket.onclose = resolve;
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  socket.onopen = () =>
    socket.send(
      JSON.stringify({
        type: "ssh_command",
        data: {
          server_name: "mdwap1p",
          command: "prepare_data.sh",
          stop_phrase: "DATA_READY",
        },
      }),
    );
  socket.onmessage = ({ data }) => /"type":"(complete|error)"/.test(data) && end(data);
  const ending = JSON.parse(await inTime(ended, "the command ends"));
  assertEquals([ending.type, ending.exit_code], ["complete", 0]);
  const before = performance.now();
  // Ctrl-C in a terminal reaches the program twice.
  program.child.kill("SIGINT");
  program.child.kill("SIGINT");
  assertEquals((await inTime(closed, "the socket closes")).code, 1001);
  assertEquals(await inTime(program.child.status, "the program ends"), {
    success: true,
    code: 0,
    signal: null,
  });
  assertLess(performance.now() - before, 5_000);
  await lines.cancel();
  assertEquals(await stderr, "");
});
Deno.test("main: probes the demo hosts at the start, and clients get the verdicts", async () => {
  await using program = spawnProgram({ PORT: "0" });
  const lines = program.child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  )
    .getReader();
  const stderr = program.child.stderr.text();
  const { value: first = "" } = await lines.read();
  const listeningSince = performance.now();
  const socket = new WebSocket(/websocket=(\S+)/.exec(first)?.[1] ?? "");
  const { promise: closed, resolve } = Promise.withResolvers<CloseEvent>();
  socket.onclose = resolve;
  const healthy = new Set<string>();
  const { promise: known, resolve: found } = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => {
    // The first verdicts are in the welcome of who came after them, and events for who came before.
    const event = ServerEventSchema.parse(JSON.parse(data));
    const statuses = event.type === "welcome"
      ? Object.values(event.server_health)
      : event.type === "server_health"
      ? [event.status]
      : [];
    for (const status of statuses) if (status.is_healthy) healthy.add(status.server_name);
    if (healthy.size === 2) found();
  };
  await inTime(known, "both demo hosts are healthy");
  assertLess(performance.now() - listeningSince, 5_000);
  assertEquals([...healthy].sort(), ["mdwap1p", "mypap1d"]);
  program.child.kill("SIGTERM");
  await inTime(closed, "the socket closes");
  assertEquals((await inTime(program.child.status, "the program ends")).code, 0);
  await lines.cancel();
  assertEquals(await stderr, "");
});

Deno.test("main: SIGTERM does not wait for a server that is silent to a health check", async () => {
  await using silent = await startTcpServer();
  await using program = spawnProgram({
    PORT: "0",
    ENV: "test",
    HEALTH_TIMEOUT_MS: "25000",
    A_IP: silent.host,
    A_PORT: String(silent.port),
    HIWARE_ID: "user",
    HIWARE_PW: "unused-password",
  });
  await eventually(() => silent.connections === 1, "the server is checked");
  program.child.kill("SIGTERM");
  const { code, stdout, stderr } = await outputOf(program.child, {
    what: "the program ends",
    limitMs: 30_000,
  });
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  assertEquals(new TextDecoder().decode(stdout).match(/ shut.*/g), [" shutting down"]);
});
Deno.test("main: an uncaught error is logged once as 10000 and ends the service", async () => {
  const fault = new URL("harness/fault_on_signal.ts", import.meta.url).pathname;
  await using program = spawnProgram({ PORT: "0" }, { flags: ["--preload", fault] });
  const { child } = program;
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
    new TextLineStream(),
  )
    .getReader();
  const stderr = child.stderr.text();
  const { value: first = "" } = await lines.read();
  const socket = new WebSocket(/websocket=(\S+)/.exec(first)?.[1] ?? "");
  const { promise: closed, resolve } = Promise.withResolvers<CloseEvent>();
  socket.onclose = resolve;
  await inTime(new Promise((opened) => socket.onopen = opened), "the socket opens");
  child.kill("SIGUSR2");
  assertEquals((await inTime(closed, "the socket closes")).code, 1001);
  assertEquals((await inTime(child.status, "the program ends")).code, 1);
  const rest: string[] = [];
  for (let line; (line = (await lines.read()).value) !== undefined;) rest.push(line);
  const faults = rest.filter((line) => line.includes(" ERROR "));
  assertEquals(faults.length, 1);
  assertMatch(faults[0] ?? "", / unexpected error .*code=10000 .*planted fault/);
  assertEquals(await stderr, "");
});

Deno.test("main: prod without configuration ends with 1 and a line for each variable", async () => {
  await using program = spawnProgram({ ENV: "prod" });
  const { code, stderr, stdout } = await outputOf(program.child, {
    what: "the program ends",
    limitMs: 30_000,
  });
  assertEquals([code, stdout.length], [1, 0]);
  const text = new TextDecoder().decode(stderr);
  for (const name of ["HIWARE_ID", "HIWARE_PW", "MDWAP1P_IP", "MYPAP1D_IP"]) {
    assertMatch(text, new RegExp(`^ +${name} is missing`, "m"));
  }
});
Deno.test("main: a port in use or a file that cannot be opened ends the start", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const attempts: [Record<string, string>, RegExp][] = [
    [
      { PORT: String(port) },
      new RegExp(`^PORT ${port} is in use on 127\\.0\\.0\\.1: .*PORT.*\\n {2}Address.*\\n$`),
    ],
    [{ PORT: "80" }, /^PORT 80 needs privileges that this user lacks: .*\n {2}Permission.*\n$/],
    [
      { PORT: "0", HOST: "192.0.2.1", AUTH: "none" },
      /^HOST 192\.0\.2\.1 is not an address of this machine: .*HOST.*\n {2}.*\n$/,
    ],
    [
      { PORT: "0", DATABASE_PATH: "/proc/none/x.db" },
      /^40000 Database connection failed: .*DATABASE_PATH\n {2}.*\n$/,
    ],
    [{ PORT: "0", LOG_FILE: "missing/log" }, /^LOG_FILE cannot be opened\n {2}No such file.*\n$/],
    [{ PORT: "0", LOG_FILE: "." }, /^LOG_FILE cannot be opened\n {2}Is a directory.*\n$/],
  ];
  for (const [variables, expected] of attempts) {
    const env = { ENV: "test", ...variables };
    const { code, stderr } = await endingOf(env, { withoutCapabilities: true });
    assertEquals(code, 1);
    assertMatch(stderr, expected);
  }
});
