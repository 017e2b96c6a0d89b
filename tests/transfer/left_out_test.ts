import { assertEquals, assertMatch } from "@std/assert";
import { type Engine, startEngine } from "../harness/engine.ts";
import { sshdTest } from "../harness/sshd.ts";
import { shell, treeOf } from "../harness/transfers.ts";
import { startScriptedSftp } from "../harness/scripted_sftp.ts";

const WAYS = [["SFTP", {}], ["shell commands", { sftp: false }]] as const;

/** Runs the transfer to its failure, and checks that nothing has arrived. */
async function failure(engine: Engine, from = "tree"): Promise<{ code: number; detail: string }> {
  const failed = await engine.fail({ from: `${engine.source.folder}/${from}` });
  assertEquals(await treeOf(engine.target.folder), {});
  return failed;
}

for (const [way, source] of WAYS) {
  sshdTest(
    `left out, ${way}: a folder that can be listed and not entered is 24003 with its name`,
    async () => {
      await using engine = await startEngine({ source });
      const { folder } = engine.source;
      await shell(
        `cd "$1" && mkdir -p tree/a/closed && cd tree/a &&
        echo x > closed/f.dat && chmod 744 closed`,
        folder,
      );
      for (const from of ["tree", "tree/*", "tree/a/closed/f*.dat", "tree/a/*/f*"]) {
        const { code, detail } = await failure(engine, from);
        assertEquals([from, code], [from, 24003], detail);
        assertMatch(detail, /^".*\/tree\/a\/closed": a says: Permission denied$/);
      }
    },
  );

  sshdTest(
    `left out, ${way}: a folder that can be entered and not listed is 24003 with its name`,
    async () => {
      await using engine = await startEngine({ source });
      await shell('mkdir -p "$1/tree/a" && chmod 711 "$1/tree/a"', engine.source.folder);
      for (const from of ["tree", "tree/a/*"]) {
        const { code, detail } = await failure(engine, from);
        assertEquals(code, 24003, detail);
        assertMatch(detail, /\/tree\/a": a says: Permission denied$/);
      }
    },
  );

  sshdTest(
    `left out, ${way}: a link to a place without rights is 24003 with its name`,
    async () => {
      await using engine = await startEngine({ source });
      await shell(
        `cd "$1" && mkdir -p closed/in tree && echo x > closed/in/f.dat && chmod 700 closed &&
        ln -s ../closed/in tree/link`,
        engine.source.folder,
      );
      for (const from of ["tree", "tree/*/f.dat", "tree/*/*.dat", "tree/link/*"]) {
        const { code, detail } = await failure(engine, from);
        assertEquals([from, code], [from, 24003], detail);
        assertMatch(detail, /\/tree(\/link)?": a says: Permission denied$/);
      }
    },
  );

  sshdTest(`left out, ${way}: a file of the kernel that tells no size is 24000`, async () => {
    await using engine = await startEngine({ source });
    const { code, detail } = await engine.fail({ from: "/proc/version" });
    assertEquals(code, 24000);
    assertEquals(detail, '"version": a tells that it is empty, and it is not');
    assertEquals(await treeOf(engine.target.folder), {});
  });

  sshdTest(`left out, ${way}: a tree that is too deep for the server is an error`, async () => {
    await using engine = await startEngine({ source });
    const { folder } = engine.source;
    // The path of the file has more than the 4,095 bytes that Linux allows.
    await shell(
      `mkdir "$1/tree" && cd "$1/tree" && n=$(printf %0250d 1) &&
      for i in $(seq 15); do mkdir $n && cd $n; done &&
      mkdir $(printf %0100d 1) && cd 0* && echo x > $n`,
      folder,
    );
    try {
      const failed = await engine.fail({ from: `${folder}/tree` });
      assertMatch(`${failed.code}`, /^2400[03]$/);
    } finally {
      await shell('rm -rf "$1/tree"', folder);
    }
  });
}

sshdTest("left out, shell commands: names that are patterns arrive", async () => {
  await using engine = await startEngine({ source: { sftp: false } });
  await shell('mkdir "$1/tree" && cd "$1/tree" && touch "*" ".*" "[ab]"', engine.source.folder);
  await engine.run({ from: `${engine.source.folder}/tree` });
  assertEquals(Object.keys(await treeOf(engine.target.folder)).sort(), [
    "tree/",
    "tree/*",
    "tree/.*",
    "tree/[ab]",
  ]);
});

sshdTest(
  "left out, shell commands: a name whose status `stat` cannot read is an error",
  async () => {
    await using engine = await startEngine({ source: { sftp: false } });
    const { home, folder } = engine.source;
    const stat = `#!/bin/sh
case $* in *bad*) echo "stat: cannot statx 'bad': Input/output error" >&2; exit 1 ;; esac
exec /usr/bin/stat "$@"`;
    await shell(
      `mkdir "$1/bin" "$2/tree" && touch "$2/tree/good" "$2/tree/bad" &&
    printf %s "$3" > "$1/bin/stat" && chmod a+x "$1/bin/stat" &&
    echo 'PATH=$HOME/bin:$PATH' > "$1/.bashrc"`,
      home,
      folder,
      stat,
    );
    const { code, detail } = await failure(engine);
    assertEquals(code, 24000);
    assertMatch(detail, /tree": a says: Input\/output error$/);
  },
);

sshdTest("left out: a server whose SFTP tells no types or sizes is an error", async () => {
  await using engine = await startEngine();
  const whole = { mode: 0o100644, size: 3, mtime: 1 };
  for (const missing of ["mode", "size", "mtime"]) {
    const { [missing as "mode"]: _, ...attributes } = whole;
    await using server = await startScriptedSftp({ file: attributes });
    const { code, detail } = await engine.fail({ source: server.server, from: "/folder" });
    assertEquals([missing, code], [missing, 24000]);
    assertEquals(
      detail,
      '"/folder": the SFTP of a tells no type, size or time of a file: it cannot be copied',
    );
  }
});

sshdTest("left out: entries without attributes are requested one by one", async () => {
  await using engine = await startEngine();
  await using server = await startScriptedSftp({
    file: {},
    stat: { mode: 0o100644, size: 0, mtime: 1_000_000_000 },
  });
  await engine.run({ source: server.server, from: "/folder" });
  assertEquals(await treeOf(engine.target.folder), { "folder/": "", "folder/file": "" });
});

sshdTest("left out: an empty packet is not the end of a listing", async () => {
  await using engine = await startEngine();
  await using server = await startScriptedSftp({ packets: [[], ["a"], [], ["b"]] });
  await engine.run({ source: server.server, from: "/folder" });
  assertEquals(Object.keys(await treeOf(engine.target.folder)).sort(), [
    "folder/",
    "folder/a",
    "folder/b",
  ]);
});
