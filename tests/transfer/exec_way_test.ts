import { assert, assertEquals, assertMatch } from "@std/assert";
import { startEngine } from "../harness/engine.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, transferring, treeOf } from "../harness/transfers.ts";

const NO_SFTP = { sftp: false };

sshdTest("without SFTP: everything a transfer does goes by shell commands", async () => {
  await using at = await transferring({ source: NO_SFTP, target: NO_SFTP });
  const names = ['it\'s "$HOME"', "new\nline", "한글 *?[a]\\", "-rf", "x".repeat(255), ".hidden"];
  for (const name of names) await at.put(`-tree/${name}`, name);
  await at.put("-tree/empty", "");
  await at.put("-tree/big", new Uint8Array(20_000_000).fill(7));
  await shell(
    `cd "$1/-tree" && mkdir 'empty folder' && chmod 2775 'empty folder' && chmod 4755 big &&
    printf x > $'\\xff' && ln -s big link && touch -d '2001-02-03 04:05:06 UTC' big 'empty folder'`,
    at.source.folder,
  );
  const { files, mode } = await at.run();
  assertEquals([files, mode], [names.length + 4, "exec"]);
  const list = `cd -- "$1/-tree" && find . -type f -exec md5sum {} + | sort
    stat -c '%n %a %Y' big 'empty folder' empty`;
  await shell('rm "$1/-tree/link" "$2/-tree/link"', at.source.folder, at.target.folder);
  assertEquals(await shell(list, at.target.folder), await shell(list, at.source.folder));
  await at.run();
});

sshdTest("without SFTP on one side: mixed", async () => {
  await using to = await transferring({ target: NO_SFTP });
  await to.put("file");
  assertEquals((await to.run()).mode, "mixed");
  assertEquals(await to.arrived(), { file: "file" });
  await using from = await transferring({ source: NO_SFTP });
  await from.put("file");
  assertEquals((await from.run()).mode, "mixed");
  assertEquals(await from.arrived(), { file: "file" });
});

sshdTest("without SFTP: refusals have the same codes", async () => {
  await using engine = await startEngine({ source: NO_SFTP, target: NO_SFTP });
  const { source, target } = engine;
  assertMatch((await engine.fail({ from: `${source.folder}/*.dat` })).detail, /^a has nothing/);
  await Deno.writeTextFile(`${source.folder}/file`, "x", { mode: 0o600 });
  assertEquals(await engine.fail(), { code: 24003, detail: '"file": a says: Permission denied' });
  await Deno.chmod(`${source.folder}/file`, 0o644);
  await Deno.chmod(target.folder, 0o555);
  const rights = await engine.fail();
  assertEquals(rights.code, 24003);
  assertMatch(rights.detail, /transfer's target: b says: Permission denied$/);
  await Deno.chmod(target.folder, 0o755);
  await Deno.symlink("..", `${source.folder}/circle`);
  assertMatch((await engine.fail()).detail, /leads back to it$/);
  await Deno.remove(`${source.folder}/circle`);
  await shell('mkfifo "$1/pipe"', source.folder);
  assertMatch((await engine.fail()).detail, /pipe" on a is a special file$/);
  await Deno.remove(`${source.folder}/pipe`);
  await Deno.mkdir(`${source.folder}/closed`, { mode: 0o700 });
  assertEquals(rights.code, 24003, rights.detail);
  await Deno.remove(`${source.folder}/closed`);
  await Deno.truncate(`${source.folder}/file`, 9e12);
  assertMatch((await engine.fail()).detail, /^b has \d+ bytes free/);
});

sshdTest(
  "SFTP alone, no commands: works, and a status says that there are no checksums",
  async () => {
    const target = { extraConfig: ["ForceCommand internal-sftp"] };
    await using engine = await startEngine({ source: target, target });
    await Deno.writeTextFile(`${engine.source.folder}/file`, "text");
    assertEquals((await engine.run()).mode, "sftp");
    assertEquals(await treeOf(engine.target.folder), { file: "text" });
    const notices = engine.steps.filter((step) => step.kind === "status").map(({ message }) =>
      message
    );
    assertEquals(notices.slice(2), [
      "b computes no checksums: sizes are compared, contents are not",
    ]);
  },
);

sshdTest("SFTP without atomic renames: works, and a status says so", async () => {
  await using engine = await startEngine({
    target: { sftp: false, extraConfig: ["Subsystem sftp internal-sftp -P posix-rename"] },
  });
  await Deno.writeTextFile(`${engine.source.folder}/file`, "new");
  await Deno.writeTextFile(`${engine.target.folder}/file`, "old");
  await engine.run();
  assertEquals(await treeOf(engine.target.folder), { file: "new" });
  assert(engine.steps.some((step) => step.kind === "status" && /in one step/.test(step.message)));
});

sshdTest("neither SFTP nor commands: 24000, and no waiting", async () => {
  await using engine = await startEngine({ target: { sftp: false, forceCommand: "/bin/false" } });
  await Deno.writeTextFile(`${engine.source.folder}/file`, "new");
  const { code, detail } = await engine.fail();
  assertEquals(code, 24000);
  assertEquals(detail, "b offers neither SFTP nor the commands that would do instead");
});
