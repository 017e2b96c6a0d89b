import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseConfig } from "../src/config/config.ts";
import { parseDotenv } from "../src/config/dotenv.ts";
import { SERVER_VARIABLES, SHARED_VARIABLES } from "../src/config/servers.ts";
import { type Setting, SETTINGS } from "../src/config/settings.ts";
import { ERRORS } from "../src/errors.ts";
import { ClientMessageSchema } from "../src/protocol/client_messages.ts";
import { asyncApi } from "../src/documents/asyncapi.ts";
import { ServerEventSchema } from "../src/protocol/server_events.ts";
import { serverVariables, startApp } from "./harness/app.ts";
import { Client } from "./harness/client.ts";
import { blocks, copyWithGuide, isGuideApplied } from "./harness/guide.ts";
import { sshdTest, startSshd } from "./harness/sshd.ts";

const ROOT = new URL("../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", ROOT));

Deno.test("README: its error table is the one of the code", () => {
  const rows = [...readme.matchAll(/^\| (\d{5}) +\| ([^|]+?) +\| (\d{3})/gm)].map((
    [, code, message, status],
  ) => ({
    code: Number(code),
    message,
    status: Number(status),
  }));
  assertEquals(rows, Object.values(ERRORS).map((row) => ({ ...row })));
});

Deno.test("README: its tables name every message and event, and no other", () => {
  const named = [...readme.matchAll(/^\| `([a-z_]+)` +\| /gm)].map(([, type]) => type);
  const { operations, components } = asyncApi("/");
  const { receiveMessage, sendEvent } = operations;
  const types = [receiveMessage, sendEvent].flatMap((operation) => operation?.messages ?? [])
    .map(({ $ref }) => components.messages[$ref.split("/").at(-1) ?? ""]?.name);
  assertEquals(named, types);
});

Deno.test("README: the exchange it shows is valid", () => {
  const [exchange = ""] = blocks("jsonc");
  for (const line of exchange.trim().split("\n")) {
    const schema = line.startsWith("→") ? ClientMessageSchema : ServerEventSchema;
    schema.parse(JSON.parse(line.slice(2)));
  }
});

Deno.test("README: the message to paste and its JavaScript run as they are printed", async () => {
  await using app = await startApp({ ENV: "dev" });
  const [message = ""] = blocks("jsonl");
  await using client = await Client.connect(app.url);
  client.sendRaw(message);
  assertEquals((await client.next("complete")).exit_code, 0);
  const [script = ""] = blocks("js");
  assert(script.trim().split("\n").length <= 10);
  const { host } = new URL(app.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script.replace("127.0.0.1:8000", host)],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const printed = new TextDecoder().decode(stdout);
  assertMatch(printed, /^welcome [^]*\noutput total [^]*\ncomplete Command .*: ls -la\n/m);
});

Deno.test("README: the job of several steps runs line by line on the demo hosts", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await Client.connect(app.url);
  const [, lines = ""] = blocks("jsonl");
  const endings = ["session_started", "complete", "session_ended", "error"];
  const types: string[] = [];
  for (const line of lines.trim().split("\n")) {
    client.sendRaw(line);
    types.push((await client.find(({ type }) => endings.includes(type))).type);
  }
  assertEquals(types, ["session_started", ...Array(3).fill("complete"), "session_ended"]);
  assertMatch(client.text(), /DATA_READY[^]*3 files processed\r\nPROCESS_COMPLETE/);
});

Deno.test("README: the configuration it shows is valid", () => {
  const configuration = blocks("sh").find((text) => text.includes("HIWARE_ID")) ?? "";
  const { env, servers, transfers } = parseConfig(parseDotenv(configuration));
  assertEquals([env, servers.map(({ name }) => name)], ["prod", ["mdwap1p", "mypap1d"]]);
  assertEquals(servers[0]?.password, "a#b$c");
  assertEquals(transfers.map(({ name }) => name), ["daily", "stub_data_transfer"]);
});

Deno.test(".env.example: has every variable with its default, and is valid with all of them set", async () => {
  const example = await Deno.readTextFile(new URL(".env.example", ROOT));
  const uncommented = example.replaceAll(/^#(?=[A-Z_0-9]+=)/gm, "");
  const variables = parseDotenv(uncommented);
  const config = parseConfig({ ...variables, MDWAP1P_PASSWORD: "x", HIWARE_PW: "x" });
  assertEquals(config.servers.length, 2);
  for (const { variable, default: value = "" } of Object.values<Setting>(SETTINGS)) {
    assert(variable in variables, variable);
    if (value !== "") assertEquals(variables[variable], value, variable);
  }
  const ofServers = Object.keys(SERVER_VARIABLES).map((suffix) => `MDWAP1P_${suffix}`);
  for (const variable of [...ofServers, ...Object.keys(SHARED_VARIABLES)]) {
    assert(variable in variables, variable);
  }
});

Deno.test("README, A server: two variables make one", () => {
  const [variables = ""] = blocks("sh", "A server");
  const { servers } = parseConfig({ ...parseDotenv(variables), HIWARE_PW: "password" });
  assertEquals(servers.map(({ name, host, username }) => [name, host, username]), [[
    "batch1p",
    "10.10.10.3",
    "batch",
  ]]);
});

sshdTest("README, A new transfer: one variable makes one, which runs", async () => {
  await using from = await startSshd();
  await using to = await startSshd();
  await Deno.writeTextFile(`${from.folder}/a.dat`, "a");
  const [variable = ""] = blocks("sh", "A new transfer");
  const here = variable.replace("/data/out", from.folder).replace("/data/in", to.folder);
  await using app = await startApp({
    ...serverVariables("mdwap1p", from),
    ...serverVariables("mypap1d", to),
    ...parseDotenv(here),
  });
  await using client = await Client.connect(app.url);
  client.send({ type: "start_session" });
  client.send({ type: "scp_transfer", data: { transfer_name: "nightly" } });
  assertEquals((await client.transferred()).files, 1);
  assertEquals(await Deno.readTextFile(`${to.folder}/a.dat`), "a");
});

/** Tests of the gate that the guide could break, that need no sshd, and that take little time. */
const QUICK_TESTS = [
  ...["architecture", "log", "readme"].map((name) => `tests/${name}_test.ts`),
  ...["config", "documents", "domain", "house", "http/docs", "jsr", "leases", "protocol", "router"]
    .map((room) => `tests/${room}/`),
  ...["greet", "disk_usage"].map((name) => `tests/operations/${name}_test.ts`),
];

// The copy has this test too, and the guide is for one use.
if (!isGuideApplied) {
  Deno.test("README, A message, An error, An SSH service: the gate passes after these steps", async () => {
    await using copy = await copyWithGuide();
    const deno = async (...args: string[]) => {
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: copy.path,
        env: { NO_COLOR: "1" },
      }).output();
      const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      assert(success, `deno ${args.join(" ")}:\n${output}`);
    };
    await deno("fmt", "--check", "src", "tests");
    await deno("fmt", "--quiet");
    await deno("lint");
    await deno("check");
    await deno(
      "test",
      "-A",
      "--no-check",
      "--sanitize-ops",
      "--sanitize-resources",
      ...QUICK_TESTS,
    );
  });
}
