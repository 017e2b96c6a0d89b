import { assertEquals } from "@std/assert";
import { type Engine, startEngine } from "../harness/engine.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";

const NO_SFTP = { sftp: false };
const SFTP_ALONE = { extraConfig: ["ForceCommand internal-sftp"] };

/** Times by the name of a file or folder. */
const TIMES = {
  "1950": "1950-01-01 00:00:01 UTC",
  "1969/": "1969-12-31 23:59:59 UTC",
  "1970": "1970-01-01 00:00:00 UTC",
  "2040": "2040-01-02 03:04:05 UTC",
  "2106": "2106-02-07 06:28:16 UTC",
  "2150/": "2150-01-01 00:00:00 UTC",
};

/** Creates files and folders with these times below `tree`. */
async function make({ source }: Engine, times: Record<string, string> = TIMES): Promise<void> {
  await Deno.mkdir(`${source.folder}/tree`);
  for (const [name, time] of Object.entries(times)) {
    const path = `${source.folder}/tree/${name}`;
    if (name.endsWith("/")) await Deno.mkdir(path);
    else await Deno.writeTextFile(path, "");
    await shell('touch -d "$2" "$1"', path, time);
  }
}

/** Returns the names and times below `tree`. */
async function timesOf(folder: string): Promise<string> {
  return await shell(`cd "$1/tree" && stat -c '%n %Y' *`, folder);
}

/** Returns the messages about times of the last run. */
function told({ steps }: Engine): string[] {
  return steps.flatMap((step) =>
    step.kind === "status" && /\btimes? /.test(step.message) ? [step.message] : []
  );
}

for (
  const [ways, source, target] of [
    ["SFTP to SFTP", {}, {}],
    ["SFTP to shell commands", {}, NO_SFTP],
    ["shell commands to SFTP", NO_SFTP, {}],
    ["shell commands to shell commands", NO_SFTP, NO_SFTP],
  ] as const
) {
  sshdTest(`times, ${ways}: before 1970 and after 2106 too`, async () => {
    await using engine = await startEngine({ source, target });
    await make(engine);
    await engine.run();
    assertEquals(await timesOf(engine.target.folder), await timesOf(engine.source.folder));
    assertEquals(told(engine), []);
  });
}

sshdTest("times: with a target of SFTP alone, a status names those that are not kept", async () => {
  await using engine = await startEngine({ target: SFTP_ALONE });
  await make(engine);
  await engine.run();
  assertEquals(told(engine), [
    'b keeps another modification time of "tree/1950" and 3 more',
  ]);
  await shell('rm -r "$1"/*', engine.source.folder);
  await make(engine, { "1970": TIMES[1970], "2040/": TIMES[2040] });
  await shell('rm -r "$1"/*', engine.target.folder);
  await engine.run();
  assertEquals(await timesOf(engine.target.folder), await timesOf(engine.source.folder));
  assertEquals(told(engine), []);
});

sshdTest("times: with a source of SFTP alone, a status names those that can be wrong", async () => {
  await using engine = await startEngine({ source: SFTP_ALONE });
  await make(engine);
  await engine.run();
  assertEquals(told(engine), [
    'a tells no times before 1970: that of "tree/1969" and 2 more can be wrong',
  ]);
  assertEquals(Object.keys(await treeOf(engine.target.folder)).length, 7);
});
