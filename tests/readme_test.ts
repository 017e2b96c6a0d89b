import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { parseConfig } from "../src/config/config.ts";
import { parseDotenv } from "../src/config/dotenv.ts";
import type { Setting } from "../src/config/setting.ts";
import { SETTINGS } from "../src/config/settings.ts";
import { readGuides } from "../src/documents/guides.ts";
import { ClientMessageSchema } from "../src/protocol/client_messages.ts";
import { ServerEventSchema } from "../src/protocol/server_events.ts";
import { serverVariables, startApp } from "./harness/app.ts";
import { Client } from "./harness/client.ts";
import { blocksOf, copyWithGuide, isGuideApplied, sectionOf } from "./harness/guide.ts";
import { sshdTest, startSshd } from "./harness/sshd.ts";

const ROOT = new URL("../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));
const guides = await readGuides();
/** Texts with examples, by file. */
const TEXTS: Readonly<Record<string, string>> = {
  README,
  ...Object.fromEntries(guides.map(({ name, text }) => [name, text])),
};

Deno.test("README: is short, and no table is wider than 120 characters", () => {
  assertLessOrEqual(new TextEncoder().encode(README).length, 12_288);
  const wide = README.split("\n").filter((line) => line.startsWith("|") && line.length > 120);
  assertEquals(wide, []);
});

Deno.test("README: its links lead to files and to their headings", async () => {
  const links = [...README.matchAll(/\]\((?!https:)([^)#]+)(?:#([^)]+))?\)/g)];
  assert(links.length > 10);
  for (const [, path = "", anchor] of links) {
    const url = new URL(path, ROOT);
    if (anchor === undefined) await Deno.stat(url);
    else assert(slugsOf(await Deno.readTextFile(url)).includes(anchor), `${path}#${anchor}`);
  }
});

/** Returns the anchors of a text of Markdown, as GitHub makes them. */
function slugsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("README and guides: the exchanges they show are valid", () => {
  const lines = Object.values(TEXTS).flatMap((text) => blocksOf(text, "jsonc"))
    .flatMap((block) => block.split("\n")).filter((line) => /^[→←]/.test(line));
  assert(lines.length >= 7);
  for (const line of lines) {
    const schema = line.startsWith("→") ? ClientMessageSchema : ServerEventSchema;
    schema.parse(JSON.parse(line.slice(2)));
  }
});

Deno.test("README and start: the message to paste and its JavaScript run as printed", async () => {
  await using app = await startApp({ ENV: "dev" });
  const { start = "" } = TEXTS;
  const [message = ""] = blocksOf(README, "jsonl");
  assertEquals(blocksOf(start, "jsonl")[0], message);
  await using client = await Client.connect(app.url);
  client.sendRaw(message);
  assertEquals((await client.next("complete")).exit_code, 0);
  const [script = ""] = blocksOf(start, "js");
  assert(script.trim().split("\n").length <= 10);
  const { host } = new URL(app.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script.replace("127.0.0.1:8000", host)],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const printed = new TextDecoder().decode(stdout);
  assertMatch(printed, /^welcome [^]*\noutput total [^]*\ncomplete Command .*: ls -la\n/m);
});

Deno.test("start: the job of several steps runs line by line on the demo hosts", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await Client.connect(app.url);
  const [, lines = ""] = blocksOf(TEXTS.start ?? "", "jsonl");
  const endings = ["session_started", "complete", "session_ended", "error"];
  const types: string[] = [];
  for (const line of lines.trim().split("\n")) {
    client.sendRaw(line);
    types.push((await client.find(({ type }) => endings.includes(type))).type);
  }
  assertEquals(types, ["session_started", ...Array(3).fill("complete"), "session_ended"]);
  assertMatch(client.text(), /DATA_READY[^]*3 files processed\r\nPROCESS_COMPLETE/);
});

Deno.test("README and configuration: the configuration they show is valid", () => {
  for (const text of [README, TEXTS.configuration ?? "", TEXTS["ko/configuration"] ?? ""]) {
    const configuration = blocksOf(text, "sh").find((block) => block.includes("HIWARE_ID")) ?? "";
    const { env, servers, transfers } = parseConfig(parseDotenv(configuration));
    assertEquals([env, servers.map(({ name }) => name)], ["prod", ["mdwap1p", "mypap1d"]]);
    assertEquals(servers[0]?.password, "a#b$c");
    assertEquals(transfers.map(({ name }) => name), ["daily", "stub_data_transfer"]);
  }
});

Deno.test(".env.example: names known variables with their defaults, and is valid", async () => {
  const example = await Deno.readTextFile(new URL(".env.example", ROOT));
  const variables = parseDotenv(example.replaceAll(/^#(?=[A-Z_0-9]+=)/gm, ""));
  const config = parseConfig({ ...variables, MDWAP1P_PASSWORD: "x", HIWARE_PW: "x" });
  assertEquals([config.servers.length, config.ignored], [2, []]);
  const settings = Object.values<Setting>(SETTINGS).filter(({ variable }) => variable in variables);
  assert(settings.length >= 12);
  for (const { variable, default: value = "" } of settings) {
    if (value !== "") assertEquals(variables[variable], value, variable);
  }
});

Deno.test("extending, A server: two variables make one", async () => {
  const [variables = ""] = blocksOf(await sectionOf("extending", "A server"), "sh");
  const { servers } = parseConfig({ ...parseDotenv(variables), HIWARE_PW: "password" });
  assertEquals(servers.map(({ name, host, username }) => [name, host, username]), [[
    "batch1p",
    "10.10.10.3",
    "batch",
  ]]);
});

sshdTest("extending, A transfer: one variable makes one, which runs", async () => {
  await using from = await startSshd();
  await using to = await startSshd();
  await Deno.writeTextFile(`${from.folder}/a.dat`, "a");
  const [variable = ""] = blocksOf(await sectionOf("extending", "A transfer"), "sh");
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

/** Tests of the gate that the guide can break and that take little time. */
const QUICK_TESTS = [
  ...["tests/architecture_test.ts", "tests/config/service_title_test.ts"],
  ...["documents", "house", "protocol", "router"].map((room) => `tests/${room}/`),
  ...["greet", "disk_usage"].map((name) => `tests/operations/${name}_test.ts`),
];

// The copy has this test too, and the guide can be applied only once.
if (!isGuideApplied) {
  Deno.test("extending: the gate passes after every section that changes the code", async () => {
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
    await deno("fmt", "--check", ...copy.changed);
    await deno("lint", ...copy.changed);
    await deno("task", "wire");
    const tests = copy.changed.filter((path) => path.startsWith("tests/"));
    await deno("check", "main.ts", "tests/client/wire_test.ts", ...tests);
    await deno("run", "-A", "tests/harness/run_tests.ts", ...QUICK_TESTS);
  });
}
