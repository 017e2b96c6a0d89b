import { assert, assertEquals } from "@std/assert";
import { sshdTest } from "../harness/sshd.ts";
import { jobService } from "./job_service.ts";

sshdTest(
  "start_job: commands run in order, with inputs as variables, and output is kept",
  async () => {
    await using at = await jobService();
    at.write({
      name: "daily",
      inputs: { day: { pattern: "\\d{8}", default: "{{today}}" } },
      steps: [
        {
          name: "one",
          command: { server: "a", run: "echo day $DAY", env: { DAY: "{{inputs.day}}" } },
        },
        {
          name: "two",
          command: { server: "a", run: "printf 'load\\nREADY\\n'; sleep 60" },
          stop_phrase: "READY",
          stop_grace_seconds: 0,
        },
      ],
    });
    const run = await at.start("daily", { inputs: { day: "20260131" } });
    const { ending, output } = await at.watch(run);
    assertEquals(output, { 1: "day 20260131\r\n", 2: "load\r\nREADY\r\n" });
    assert(ending.type === "complete" && "state" in ending);
    assertEquals(ending.state, "succeeded");
    const kept = [...Deno.readDirSync(`${at.sshd.home}/.pink-page`)].map(({ name }) => name);
    assertEquals(kept.length, 1);
  },
);
