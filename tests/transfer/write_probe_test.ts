import { assertEquals } from "@std/assert";
import { type Engine, startEngine } from "../harness/engine.ts";
import { serverOf } from "../harness/shells.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";

const REFUSAL = {
  code: 24000,
  detail: "the transfer's target on b is in a folder that is copied: choose another one",
};

/** Runs a transfer between two names of one server to its failure. */
async function failAtOne(engine: Engine, paths: { from: string; to: string }): Promise<unknown> {
  const { source } = engine;
  const failed = await engine.fail({
    from: `${source.folder}/${paths.from}`,
    to: `${source.folder}/${paths.to}`,
    target: serverOf(source, { name: "b" }),
  });
  assertEquals(engine.steps.filter(({ kind }) => kind !== "status"), []);
  return failed;
}

for (const [way, options] of [["SFTP", {}], ["shell commands", { sftp: false }]] as const) {
  sshdTest(`a target inside its own source, ${way}: 24000 before the first byte`, async () => {
    await using engine = await startEngine({ source: options });
    const { folder } = engine.source;
    await shell(
      `cd "$1" && mkdir -p data/in/deep elsewhere && ln -s data/in link && echo x > data/f &&
      ln -s ../data elsewhere/data && chmod -R a+rwX .`,
      folder,
    );
    const before = await treeOf(`${folder}/data`);
    for (
      const [from, to] of [
        ["data", "data/in"],
        ["data", "data"],
        ["data/*", "data/in"],
        ["data/*", "data/in/deep"],
        ["d*", "data/in/deep"],
        ["data", "link"],
        ["elsewhere", "data/in"],
      ] as const
    ) {
      assertEquals([from, to, await failAtOne(engine, { from, to })], [from, to, REFUSAL]);
      assertEquals(await treeOf(`${folder}/data`), before);
    }
    await engine.run({
      from: `${folder}/data/*f`,
      to: `${folder}/data/in`,
      target: serverOf(engine.source, { name: "b" }),
    });
    assertEquals(await treeOf(`${folder}/data`), { ...before, "in/f": "x\n" });
  });
}

sshdTest("a target of the same path on another machine is accepted", async () => {
  const root = `/run/pptest-root-${crypto.randomUUID()}`;
  await using engine = await startEngine({
    target: { extraConfig: ["ForceCommand internal-sftp", `ChrootDirectory ${root}`] },
  });
  const { source, target } = engine;
  await shell('mkdir -p "$1/in" && echo x > "$1/f"', source.folder);
  try {
    await shell('mkdir -p "$1" && chown "$2" "$1"', `${root}${source.folder}/in`, target.user);
    await engine.run({ from: source.folder, to: `${source.folder}/in` });
    assertEquals(await treeOf(`${root}${source.folder}/in`), {
      "folder/": "",
      "folder/f": "x\n",
      "folder/in/": "",
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
