import { assertEquals } from "@std/assert";
import { readGuide } from "../../src/documents/guides.ts";
import { startApp } from "../harness/app.ts";
import { jobsFolder } from "../cli/help_runs.ts";
import { blocksOf } from "../harness/guide.ts";

const README = await Deno.readTextFile(new URL("../../README.md", import.meta.url));

Deno.test("client: the code of guide and README runs on the demo hosts", async () => {
  const folder = await jobsFolder();
  await using app = await startApp({ ENV: "dev", JOBS_DIR: folder });
  const [first = "", second = "", third = ""] = blocksOf((await readGuide("client")).text, "ts");
  const client = 'const client = await connect("http://127.0.0.1:8000");';
  const [head = ""] = first.split("\n");
  const module = new URL("../../src/client/mod.ts", import.meta.url).href;
  const [ofWorkflow = "", ofJob = ""] = [second, third].map((block) =>
    `${head}\n${client}\n${block}await client.close();`
  );
  const [job = ""] = blocksOf(README, "ts");
  const expected = [
    [first, "PROCESS_COMPLETE"],
    [ofWorkflow, "completed 1"],
    [ofJob, "succeeded"],
    [job, "PROCESS_COMPLETE"],
  ] as const;
  for (const [code, last] of expected) {
    const script = code.replace("./src/client/mod.ts", module)
      .replace("http://127.0.0.1:8000", app.url);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
    }).output();
    assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
    assertEquals(new TextDecoder().decode(stdout).trim().endsWith(last), true);
  }
  await Deno.remove(folder, { recursive: true });
});
