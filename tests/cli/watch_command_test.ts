import { assertEquals, assertMatch } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { CommandLine } from "./command_line.ts";

Deno.test("watch: prints what runs for another client, and Ctrl-C ends the watching", async () => {
  await using app = await startApp({ ENV: "dev" });
  const env = { PINK_PAGE_URL: app.url };
  const worker = new CommandLine({ env: { ...env, USER: "ann" }, input: "" });
  const working = worker.run("exec", "mdwap1p", "--", "echo one; read line; exit 3");
  await eventually(() => worker.printed.length > 0, "the command runs");
  const { stdout: status } = await new CommandLine({ env }).run("status");
  assertMatch(status, /^ann has exclusive use \(command on mdwap1p\) since .*\n\S+ .* running /);
  const watcher = new CommandLine({ env });
  const watching = watcher.run("watch");
  await eventually(() => watcher.printed.join("") === "one\n", "the watcher sees the output");
  watcher.signal("SIGINT");
  assertEquals((await watching).code, 130);
  const last = new CommandLine({ env });
  const json = last.run("watch", "--json");
  await eventually(() => last.printed.join("").includes("one"), "another watcher sees it");
  worker.signal("SIGINT");
  assertEquals([(await working).code, (await json).code], [130, 1]);
  const types = last.printed.join("").trim().split("\n").map((line) => JSON.parse(line).type);
  assertEquals([types[0], types.at(-1)], ["watching", "complete"]);
});
