import { assertEquals, assertRejects } from "@std/assert";
import { Cancelled } from "../../src/errors.ts";
import { startEngine } from "../harness/engine.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";

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
