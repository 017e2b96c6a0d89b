import { assert, assertEquals, assertMatch } from "@std/assert";
import { startEngine } from "../harness/engine.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, transferring, treeOf } from "../harness/transfers.ts";

for (const [way, options] of [["SFTP", {}], ["shell commands", { sftp: false }]] as const) {
  sshdTest(
    `side by side, ${way}: two installations run a transfer into one folder, and both complete`,
    async () => {
      await using engine = await startEngine({ target: options });
      const { folder } = engine.source;
      await shell('mkdir -p "$1/tree/sub" && echo x | tee "$1/tree/f" > "$1/tree/sub/f"', folder);
      await shell('truncate -s 16M "$1/big" && touch -d 2001-02-03 "$1/big"', folder);
      let isEnded = false;
      const midway = async () => {
        await engine.run({ installation: "two" });
        assert(!isEnded);
      };
      await engine.run({ installation: "one", midway }).then(() => isEnded = true);
      const whole = {
        "big": `${16 * 2 ** 20} bytes`,
        "tree/": "",
        "tree/f": "x\n",
        "tree/sub/": "",
        "tree/sub/f": "x\n",
      };
      assertEquals(await treeOf(engine.target.folder), whole);
      // Both start with nothing at the target, and create the same folders.
      await shell('rm -r "$1"/*', engine.target.folder);
      await Promise.all([engine.run({ installation: "one" }), engine.run({ installation: "two" })]);
      assertEquals(await treeOf(engine.target.folder), whole);
    },
  );
}

sshdTest(
  "side by side: a service removes its own leftovers at once, and no others",
  async () => {
    await using at = await transferring();
    await shell('truncate -s 200M "$1/big"', at.source.folder);
    at.start();
    const parts = async () => Object.keys(await at.arrived()).filter((name) => /part$/.test(name));
    // The first temporary file is a write probe, which stays empty.
    await eventually(async () => {
      const found = await parts();
      return found.length === 1 && (await at.arrived())[`${found}`] !== "";
    }, "bytes arrive");
    const [part = ""] = await parts();
    const [, before = "", installation = ""] = /^(.*\.)([0-9a-f]{12})\.[0-9a-f]{8}\./.exec(part) ??
      [];
    assertMatch(installation, /^[0-9a-f]{12}$/);
    at.client.send({ type: "cancel" });
    await at.client.ending();
    const own = `${before}${installation}.00000001.0123456789ab.part`;
    const foreign = `${before}0123456789ab.${
      Math.floor(Date.now() / 1000).toString(16)
    }.0123456789ab.part`;
    for (const name of [own, foreign]) await Deno.writeTextFile(`${at.target.folder}/${name}`, "");
    await Deno.remove(`${at.source.folder}/big`);
    await at.put("file");
    await at.run();
    assertEquals(Object.keys(await at.arrived()).sort(), [foreign, "file"]);
  },
);
