import { assertEquals } from "@std/assert";
import { leafCommands } from "../../src/cli/leaf_commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { readWorkflow } from "../../src/cli/read_workflow.ts";
import { readGuide } from "../../src/documents/guides.ts";
import { startApp } from "../harness/app.ts";
import { blocksOf } from "../harness/guide.ts";
import { CommandLine } from "./command_line.ts";
import { jobsFolder } from "./help_runs.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const { text } = await readGuide("cli");
const program = createProgram({
  stderr: new CommandLine().stderr,
  size: () => undefined,
  print: () => {},
  run: () => Promise.resolve(),
});
const commands = leafCommands(program);

/** Returns the rows of the commands: their usage, and their purpose. */
function rowsOfCommands(): string[][] {
  return commands.map(({ name, command }) => {
    const usage = command.usage().replace("[options]", "").trim();
    return [`\`${`${name} ${usage}`.trim()}\``, command.description()];
  });
}

/** Returns the rows of the options: their flags, their meaning, and their commands. */
function rowsOfOptions(): string[][] {
  const rows = new Map<string, string[]>();
  for (const { name, command } of commands) {
    for (const { flags, description } of command.options) {
      const key = `${flags} ${description}`;
      const row = rows.get(key) ?? [`\`${flags}\``, description];
      rows.set(key, [...row, `\`${name}\``]);
    }
  }
  return [...rows.values()].map((
    [flags = "", meaning = "", ...names],
  ) => [flags, meaning, names.join(", ")]);
}

Deno.test("guide cli: its tables are those of the parser", () => {
  const rows = text.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(1, -1).split(" | ").map((cell) => cell.trim()));
  assertEquals(rows, [...rowsOfCommands(), ...rowsOfOptions()]);
});

Deno.test("guide cli and README: their commands run, and the workflow is one", async () => {
  const jobs = await jobsFolder();
  await using app = await startApp({ ENV: "dev", JOBS_DIR: jobs });
  await app.sweepHealth(new AbortController().signal);
  const folder = await Deno.makeTempDir();
  const [workflow = ""] = blocksOf(text, "json");
  await Deno.writeTextFile(`${folder}/daily.json`, workflow);
  assertEquals((await readWorkflow(`${folder}/daily.json`)).steps.length, 3);
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const ofReadme = blocksOf(readme, "sh").filter((block) => block.startsWith("deno task cli"))
    .map((block) => block.replaceAll("deno task cli", "pink-page"));
  assertEquals(ofReadme.length, 2);
  const program = `#!/bin/sh\nexec ${Deno.execPath()} run --quiet -A ${MAIN} "$@"\n`;
  await Deno.writeTextFile(`${folder}/pink-page`, program, { mode: 0o755 });
  const script = ["set -e", ...blocksOf(text, "sh"), ...ofReadme].join("\n");
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    cwd: folder,
    env: { PINK_PAGE_URL: app.url, PATH: `${folder}:${Deno.env.get("PATH")}` },
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  for (const path of [folder, jobs]) await Deno.remove(path, { recursive: true });
});
