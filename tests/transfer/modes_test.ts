import { assertEquals, assertRejects } from "@std/assert";
import { Cancelled } from "../../src/errors.ts";
import { type Engine, startEngine } from "../harness/engine.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";

/** Returns modes and times of the folders at the target. */
async function folders({ target }: Engine): Promise<string> {
  return await shell(`cd "$1/tree" && find . -type d -printf '%p %m %Ts\\n' | sort`, target.folder);
}

for (const [way, options] of [["SFTP", {}], ["shell commands", { sftp: false }]] as const) {
  sshdTest(
    `modes, ${way}: folders without rights for their owner arrive again and again`,
    async () => {
      await using engine = await startEngine({ target: options });
      const { source, target } = engine;
      // Root owns the folders, so that their reader has the rights of others.
      await shell(
        `mkdir -p "$1/tree/none/in/deep" "$1/tree/write" && cd "$1/tree"
        echo 1 | tee f none/f none/in/f write/f
        touch -d '2001-02-03 UTC' none/in/deep none/in none write .
        chmod 7 none && chmod 305 write && chmod 505 none/in . && chmod 525 none/in/deep`,
        source.folder,
      );
      const expected = await shell(
        `cd "$1/tree" && find . -type d -printf '%p %m %Ts\\n' | sort`,
        source.folder,
      );
      await engine.run();
      assertEquals(await folders(engine), expected);
      for (const name of ["f", "none/f", "none/in/f", "write/f"]) {
        await Deno.writeTextFile(`${source.folder}/tree/${name}`, "2");
      }
      await shell(
        `cd "$1/tree" && touch -d '2001-02-03 UTC' none/in none write .`,
        source.folder,
      );
      await engine.run();
      assertEquals(await folders(engine), expected);
      assertEquals((await treeOf(target.folder))["tree/none/in/f"], "2");
      await shell('truncate -s 300M "$1/tree/none/in/big"', source.folder);
      const abort = new AbortController();
      const midway = () => abort.abort(new Cancelled("enough"));
      await assertRejects(() => engine.run({ signal: abort.signal, midway }), Cancelled);
      const modes = (text: string) => text.replaceAll(/ \d+$/gm, "");
      assertEquals(modes(await folders(engine)), modes(expected));
      const dead = await engine.fail({ midway: () => target.killSessions() });
      assertEquals(dead.code, 20005);
      assertEquals(modes(await folders(engine)), modes(expected));
      assertEquals(engine.warnings, []);
    },
  );
}

sshdTest("modes: a subfolder of another user is 24003", async () => {
  await using engine = await startEngine();
  await shell('mkdir "$1/tree" && echo x > "$1/tree/f"', engine.source.folder);
  await shell('mkdir -m 755 "$1/tree"', engine.target.folder);
  assertEquals(await engine.fail(), {
    code: 24003,
    detail: 'no file can be made in "tree": b says: Permission denied',
  });
  await Deno.chmod(`${engine.target.folder}/tree`, 0o700);
  assertEquals(await engine.fail(), { code: 24003, detail: '"tree": b says: Permission denied' });
  // The owner lacks rights that all others have.
  await Deno.chmod(`${engine.target.folder}/tree`, 0o577);
  await engine.run();
  assertEquals((await treeOf(engine.target.folder))["tree/f"], "x\n");
});
