import { assertEquals, assertRejects } from "@std/assert";
import { Cancelled } from "../../src/errors.ts";
import { Budget } from "../../src/transfer/budget.ts";
import { copyFile } from "../../src/transfer/copy_file.ts";
import { Meter } from "../../src/transfer/meter.ts";
import { TemporaryNames } from "../../src/transfer/temporary_name.ts";
import type { Traces } from "../../src/transfer/traces.ts";
import { startEngine } from "../harness/engine.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";
import { openedFiles } from "../ssh/files/opened_files.ts";

const NAMES = new TemporaryNames({ transferName: "x", installation: "one" });

sshdTest("copyFile: a stopped file does not take the place of the old one", async () => {
  await using at = await openedFiles();
  const { folder } = at.sshd;
  await Deno.writeTextFile(`${folder}/new`, "");
  await Deno.writeTextFile(`${folder}/old`, "old");
  const file = {
    source: `${folder}/new`,
    target: `${folder}/old`,
    shown: "old",
    status: { kind: "file", sizeBytes: 0, mode: 0o644, modifiedSeconds: 0 },
  } as const;
  const plan = { files: [file], folders: [], realFolders: new Set<string>() };
  const traces: Traces = { temporaries: new Set(), folders: new Set(), modes: new Map() };
  const options = {
    source: at.files,
    target: at.files,
    names: NAMES,
    budget: new Budget(1_000_000),
    meter: new Meter(plan),
    traces,
    signal: AbortSignal.abort(new Cancelled("enough")),
  };
  await assertRejects(() => copyFile(file, options), Cancelled, "enough");
  assertEquals((await treeOf(folder)).old, "old");
  assertEquals(traces.temporaries.size, 1);
});

sshdTest("the first failure stops the other files", async () => {
  await using engine = await startEngine();
  const { folder } = engine.source;
  // The second one shrinks: its reading ends at once.
  await shell('truncate -s 200M "$1/big" && truncate -s 200M "$1/shrinks"', folder);
  const { detail } = await engine.fail({
    midway: () => shell('truncate -s 1 "$1"', `${folder}/shrinks`).then(() => {}),
  });
  assertEquals(detail, '"shrinks": it has changed on a while it was copied');
  assertEquals(await treeOf(engine.target.folder), {});
});

sshdTest("cancel: folders that were made are removed, the innermost first", async () => {
  await using engine = await startEngine();
  await shell('mkdir -p "$1/a/b/c" && truncate -s 300M "$1/big"', engine.source.folder);
  const abort = new AbortController();
  const midway = () => abort.abort(new Cancelled("enough"));
  await assertRejects(() => engine.run({ signal: abort.signal, midway }), Cancelled);
  assertEquals(await treeOf(engine.target.folder), {});
});

sshdTest(
  "a source that cannot be reached any more ends the connection to the target too",
  async () => {
    await using engine = await startEngine();
    await shell('echo x > "$1/f"', engine.source.folder);
    await engine.source.stop();
    assertEquals((await engine.fail()).code, 20002);
    await eventually(() => engine.target.sessionPids().length === 0, "the connection ends");
  },
);
