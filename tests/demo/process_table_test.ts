import { assertEquals } from "@std/assert";
import { endProcessGroups, processesOf } from "../../src/demo/process_table.ts";
import { openFolder } from "./run_deno.ts";

Deno.test("processesOf: reads a program's name that looks like other fields", async () => {
  await using folder = await openFolder();
  const program = `${folder.path}/x) S 1 1 1 (`;
  await Deno.copyFile("/bin/sleep", program);
  const child = new Deno.Command(program, { args: ["999"], detached: true }).spawn();
  assertEquals(await processesOf(new Set([child.pid])), [child.pid]);
  await endProcessGroups(new Set([child.pid]));
  assertEquals((await child.status).signal, "SIGHUP");
  assertEquals(await processesOf(new Set([child.pid])), []);
});
