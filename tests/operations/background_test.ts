import { assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

const QUIET = ">/dev/null 2>&1 </dev/null";

/**
 * Commands that leave a process behind; `program` stands for it. Without the moment of sleep the
 * hang-up can come before `nohup` and `setsid` have done their work, as with `ssh -tt`.
 */
const COMMANDS: readonly { command: string; phrase?: string; survives: boolean }[] = [
  { command: `program ${QUIET} & sleep 0.5`, survives: false },
  { command: `nohup program ${QUIET} & sleep 0.5`, survives: true },
  { command: `setsid -f program ${QUIET}; sleep 0.5`, survives: true },
  {
    command: `nohup program ${QUIET} & sleep 0.5; echo STARTED`,
    phrase: "STARTED",
    survives: true,
  },
  {
    command: `nohup program ${QUIET} & sleep 0.5; echo STARTED; sleep 99`,
    phrase: "STARTED",
    survives: true,
  },
  {
    command: `setsid -f program ${QUIET}; echo STARTED; sleep 99`,
    phrase: "STARTED",
    survives: true,
  },
];

for (const { command, phrase, survives } of COMMANDS) {
  const end = survives ? "survives" : "ends with its terminal";
  sshdTest(`a background process ${end}: ${command}`, async () => {
    await using at = await connected();
    const program = `sh -c 'sleep 999; : ${at.mark}'`;
    at.run(command.replace("program", program), {
      ...(phrase === undefined ? {} : { stop_phrase: phrase, stop_grace_seconds: 0 }),
    });
    assertEquals((await at.client.ending()).type, "complete");
    if (survives) {
      // Long enough for a hang-up that is under way.
      const laterMs = performance.now() + 1_500;
      await eventually(() => performance.now() > laterMs, "a hang-up would have arrived");
      assertEquals((await at.processes()).length > 0, true);
      for (const pid of await at.processes()) Deno.kill(pid, "SIGKILL");
    }
    await eventually(async () => (await at.processes()).length === 0, "nothing is left");
  });
}
