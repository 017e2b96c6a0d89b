import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseConfig } from "../src/config.ts";
import { parseDotenv } from "../src/config/dotenv.ts";
import { ERRORS } from "../src/errors.ts";
import { ClientMessageSchema } from "../src/protocol/client_messages.ts";
import { asyncApi } from "../src/protocol/docs/asyncapi.ts";
import { ServerEventSchema } from "../src/protocol/server_events.ts";
import { serverVariables, startApp } from "./harness/app.ts";
import { Client } from "./harness/client.ts";
import { sshdTest, startSshd } from "./harness/sshd.ts";

const ROOT = new URL("../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", ROOT));

/** The fenced blocks of `language`, below the heading `section` if one is given. */
function blocks(language: string, section = ""): string[] {
  const from = section === "" ? 0 : readme.indexOf(`### ${section}\n`);
  const to = section === "" ? readme.length : readme.slice(from + 4).search(/^##/m) + from + 4;
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...readme.slice(from, to).matchAll(fence)].map(([, text = ""]) => text);
}

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
  const { receiveMessage, sendEvent } = asyncApi("/").operations;
  const types = [receiveMessage, sendEvent].flatMap((operation) => operation?.messages ?? [])
    .map(({ $ref }) => $ref.slice($ref.lastIndexOf("/") + 1));
  assertEquals(
    named,
    types.filter((type, i) => types.indexOf(type) === i || type === "lock_status"),
  );
});

Deno.test("README: the exchange it shows is valid", () => {
  const [exchange = ""] = blocks("jsonc");
  for (const line of exchange.trim().split("\n")) {
    const schema = line.startsWith("→") ? ClientMessageSchema : ServerEventSchema;
    schema.parse(JSON.parse(line.slice(2)));
  }
});

Deno.test("README: the configuration it shows is valid", () => {
  const [, configuration = ""] = blocks("sh");
  const { env, servers, transfers } = parseConfig(parseDotenv(configuration));
  assertEquals([env, servers.map(({ name }) => name)], ["prod", ["mdwap1p", "mypap1d"]]);
  assertEquals(servers[0]?.password, "a#b$c");
  assertEquals(transfers.map(({ name }) => name), ["daily", "stub_data_transfer"]);
});

Deno.test(".env.example: has every variable, and is valid with all of them set", async () => {
  const example = await Deno.readTextFile(new URL(".env.example", ROOT));
  const uncommented = example.replaceAll(/^#(?=[A-Z_0-9]+=)/gm, "");
  const variables = parseDotenv(uncommented);
  const config = parseConfig({ ...variables, MDWAP1P_PASSWORD: "x", HIWARE_PW: "x" });
  assertEquals(config.servers.length, 2);
  const settings = await Deno.readTextFile(new URL("src/config/settings.ts", ROOT));
  const known = [...settings.matchAll(/^ {2}([A-Z_]+): (?!")/gm)].map(([, name = ""]) => name);
  assert(known.length >= 12);
  assertEquals(known.filter((name) => !(name in variables)), []);
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

Deno.test("README, A message, An error, An SSH service: the steps work in a copy of the project", async () => {
  const copy = await Deno.makeTempDir({ prefix: "pink-page-guide-" });
  try {
    for (const path of ["main.ts", "deno.json", "deno.lock", "src", "tests/jsr"]) {
      await copyInto(copy, path);
    }
    for (const section of ["A message", "An error", "An SSH service"]) {
      for (const diff of blocks("diff", section)) await apply(copy, diff);
      for (const file of blocks("ts", section)) await write(copy, file);
    }
    await Deno.writeTextFile(`${copy}/try.ts`, TRY);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--check", "--frozen", "-A", "try.ts"],
      cwd: copy,
      env: { NO_COLOR: "1", PORT: "0", ENV: "dev", DATABASE_PATH: `${copy}/data.db` },
    }).output();
    const answers = new TextDecoder().decode(stdout).split("\n").filter((line) =>
      line.startsWith("{")
    );
    assertEquals(answers.length, 3, new TextDecoder().decode(stderr));
    const [greeting, refusal, usage] = answers.map((line) => JSON.parse(line));
    assertEquals(greeting.message, "Hello, world");
    assertEquals([refusal.error_code, refusal.message], [51000, "Greeting refused"]);
    assertMatch(usage.message, /^\S+ +\d+ +\d+ +\d+ +\d+% \/$/);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
});

/** Opens the changed service with its demo hosts and sends the new messages. */
const TRY = `
import { openApp } from "./src/app.ts";
import { loadConfig } from "./src/config.ts";
await using app = await openApp(await loadConfig());
const socket = new WebSocket(app.url.replace("http", "ws") + "/ws/v1/stub");
const messages = [
  { type: "greet", data: { name: "world" } },
  { type: "greet", data: { name: "nobody" } },
  { type: "disk_usage", data: { server_name: "mdwap1p" } },
];
const { promise: done, resolve } = Promise.withResolvers<void>();
socket.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.type !== "welcome") console.log(data);
  const next = messages.shift();
  if (next === undefined) resolve();
  else socket.send(JSON.stringify(next));
};
await done;
socket.close();
`;

async function copyInto(copy: string, path: string): Promise<void> {
  const from = new URL(path, ROOT);
  if ((await Deno.stat(from)).isFile) {
    await Deno.mkdir(`${copy}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(from, `${copy}/${path}`);
    return;
  }
  for await (const { name } of Deno.readDir(from)) await copyInto(copy, `${path}/${name}`);
}

/** Puts the added lines of a diff behind the line of context before them. */
async function apply(copy: string, diff: string): Promise<void> {
  const [header = "", ...lines] = diff.trimEnd().split("\n");
  const path = `${copy}/${header.replace("--- ", "")}`;
  const text = (await Deno.readTextFile(path)).split("\n");
  let at = 0;
  for (const line of lines) {
    if (line.startsWith("+")) {
      text.splice(at++, 0, line.slice(1));
      continue;
    }
    const found = text.indexOf(line.slice(1), at);
    assert(found >= 0, `${path} has no line ${line.slice(1)}`);
    at = found + 1;
  }
  await Deno.writeTextFile(path, text.join("\n"));
}

/** Writes a new file, whose first line says where it belongs. */
async function write(copy: string, file: string): Promise<void> {
  const [header = ""] = file.split("\n");
  await Deno.writeTextFile(`${copy}/${header.replace("// ", "")}`, file);
}
