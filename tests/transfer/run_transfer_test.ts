import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sshdTest } from "../harness/sshd.ts";
import { shell, transferring } from "../harness/transfers.ts";
import { FOREIGN_LEFTOVER_MS, TemporaryNames } from "../../src/transfer/temporary_name.ts";

/** Names that careless shells and programs misread. */
const NAMES = [
  "two words",
  'it\'s "quoted"',
  "$HOME `id` $(id)",
  "new\nline",
  "한글 이름.dat",
  "-rf",
  "--",
  "back\\slash",
  "a*b?c[d]",
  ";&|<>#~!",
  "\u00e9 and e\u0301",
  `${"x".repeat(255)}`,
];

function namesOf(installation: string, transferName = "x"): TemporaryNames {
  return new TemporaryNames({ transferName, installation });
}

/** Temporary name of another installation, unused for more than a day. */
const LEFTOVER = namesOf("other").create(Date.now() - FOREIGN_LEFTOVER_MS - 1_000);

/** Writes a file with an old modification time. */
async function writeOld(path: string): Promise<void> {
  await Deno.writeTextFile(path, "");
  await Deno.utime(path, 1_000_000_000, 1_000_000_000);
}

sshdTest("names: each arrives unchanged", async () => {
  await using at = await transferring();
  for (const name of NAMES) await at.put(name, `text of ${name}`.slice(0, 100));
  assertEquals((await at.run()).files, NAMES.length);
  const expected = NAMES.map((name) => [name, `text of ${name}`.slice(0, 100)]);
  assertEquals(await at.arrived(), Object.fromEntries(expected));
  assertStringIncludes(at.client.text(), "\r\nnew\\u000aline (");
});

sshdTest(
  "names: bytes that are not UTF-8 arrive unchanged, and are shown in the server's encoding",
  async () => {
    const variables = { A_ENCODING: "euc-kr", B_ENCODING: "euc-kr" };
    await using at = await transferring({ variables, from: "한*" });
    // "한글" in EUC-KR.
    const name = "$'\\xc7\\xd1\\xb1\\xdb'";
    await shell(`cd "$1" && echo text > ${name} && echo other > $'\\xff'`, at.source.folder);
    await at.run();
    assertEquals(
      await shell(`cd "$1" && ls -A | wc -l && cat ${name}`, at.target.folder),
      "1\ntext\n",
    );
    assertStringIncludes(at.client.text(), "\r\n한글 (5 bytes)");
  },
);

sshdTest(
  "names: a name that the target's SFTP cannot have is 24000 before the first byte",
  async () => {
    await using at = await transferring({ variables: { A_ENCODING: "euc-kr" }, from: "한*" });
    await shell(`cd "$1" && echo text > $'\\xc7\\xd1'`, at.source.folder);
    const { error_code, detail } = await at.fail();
    assertEquals(error_code, 24000);
    assertEquals(
      detail,
      '"한": the SFTP of b takes names in UTF-8 only; B_ENCODING tells another encoding',
    );
  },
);

sshdTest(
  "names: a name that the source's SFTP cannot reach is 24000 before the first byte",
  async () => {
    await using at = await transferring({ from: "*" });
    await shell(`cd "$1" && echo text > $'\\xff'`, at.source.folder);
    const { error_code, detail } = await at.fail();
    assertEquals(error_code, 24000);
    assertStringIncludes(detail ?? "", "the SFTP of a takes names in UTF-8 only");
  },
);

sshdTest(
  "a folder: arrives under its own name with everything in it, mode and times kept",
  async () => {
    await using at = await transferring({ from: "tree" });
    await at.put("tree/file");
    await at.put("tree/.hidden/deep/er");
    await at.put("tree/empty file", "");
    await Deno.mkdir(`${at.source.folder}/tree/empty folder`);
    await shell(
      `cd "$1/tree" && chmod 4755 file && chgrp nogroup 'empty file' && chmod 644 'empty file'
    touch -d '2001-02-03 04:05:06 UTC' file && chmod 2775 'empty folder'
    touch -d '2002-02-03 04:05:06 UTC' 'empty folder' .hidden .`,
      at.source.folder,
    );
    assertEquals((await at.run()).files, 3);
    const list =
      `cd "$1/tree" && find . -printf '%p %m %Ts %s\\n' | grep -v 'folder\\|hidden\\|^. ' | sort
    find . -type d -name '*[.m]*' -printf '%p %m %Ts\\n' | sort`;
    assertEquals(await shell(list, at.target.folder), await shell(list, at.source.folder));
    await at.run(); // The folders are there already.
  },
);

sshdTest("globs: as in a shell, in any segment, without hidden names", async () => {
  await using at = await transferring({ from: "20[0-9][!9]-*/?.d\\at" });
  for (const path of ["2001-a/1.dat", "2002-b/2.dat", "2009-c/3.dat", "2001-a/44.dat", "x/5.dat"]) {
    await at.put(path);
  }
  await at.put("2001-a/.dat");
  await at.run();
  assertEquals(Object.keys(await at.arrived()).sort(), ["1.dat", "2.dat"]);
});

sshdTest(
  "globs: a pattern with a dot matches hidden names, and a pattern the name like it",
  async () => {
    await using dot = await transferring({ from: ".*" });
    await dot.put(".hidden");
    await dot.put("shown");
    await dot.run();
    assertEquals(await dot.arrived(), { ".hidden": ".hidden" });
    await using literal = await transferring({ from: "a[1].dat" });
    await literal.put("a[1].dat");
    await literal.run();
    assertEquals(await literal.arrived(), { "a[1].dat": "a[1].dat" });
  },
);

sshdTest("nothing matches: 24000 with the pattern and the server", async () => {
  await using at = await transferring({ from: "*.dat" });
  const { error_code, detail = "" } = await at.fail();
  assertEquals(error_code, 24000);
  assertMatch(detail, /^a has nothing that matches ".*\/\*\.dat"$/);
});

sshdTest("two sources with one target name: 24000 before the first byte", async () => {
  await using at = await transferring({ from: "*/same" });
  await at.put("1/same");
  await at.put("2/same");
  const { error_code, detail = "" } = await at.fail();
  assertEquals(error_code, 24000);
  assertMatch(detail, /1\/same" and ".*2\/same" on a would arrive under one name$/);
  assertEquals(await at.arrived(), {});
});

sshdTest(
  "links: are followed; a link that leads nowhere or in a circle is 24000 with its name",
  async () => {
    await using at = await transferring();
    await at.put("real/file", "text");
    await Deno.symlink("real/file", `${at.source.folder}/link`);
    await Deno.symlink("real", `${at.source.folder}/folder link`);
    await at.run();
    assertEquals(await at.arrived(), {
      "link": "text",
      "folder link/": "",
      "folder link/file": "text",
      "real/": "",
      "real/file": "text",
    });
    await Deno.symlink("nowhere", `${at.source.folder}/broken`);
    assertMatch((await at.fail()).detail ?? "", /broken" on a is a link that leads nowhere$/);
    await Deno.remove(`${at.source.folder}/broken`);
    await Deno.symlink("itself", `${at.source.folder}/itself`);
    assertMatch((await at.fail()).detail ?? "", /itself" on a is a link that leads nowhere$/);
    await Deno.remove(`${at.source.folder}/itself`);
    await Deno.symlink("..", `${at.source.folder}/real/circle`);
    const { error_code, detail = "" } = await at.fail();
    assertEquals(error_code, 24000);
    assertMatch(detail, /a link on a leads back to it$/);
  },
);

sshdTest("a special file: 24000 with its name, and no waiting", async () => {
  await using at = await transferring();
  await shell('mkfifo "$1/pipe"', at.source.folder);
  const { error_code, detail = "" } = await at.fail();
  assertEquals(error_code, 24000);
  assertMatch(detail, /pipe" on a is a special file$/);
});

sshdTest(
  "a folder where a file should go, and the other way round: 24000 before the first byte",
  async () => {
    await using at = await transferring();
    await at.put("a first file");
    await at.put("name");
    await Deno.mkdir(`${at.target.folder}/name`);
    const file = await at.fail();
    assertEquals([file.error_code, file.detail], [24000, '"name": b has a folder of that name']);
    await Deno.remove(`${at.target.folder}/name`);
    await Deno.remove(`${at.source.folder}/name`);
    await Deno.mkdir(`${at.source.folder}/name`);
    await Deno.writeTextFile(`${at.target.folder}/name`, "");
    assertEquals((await at.fail()).detail, '"name": b has a file of that name');
    assertEquals(await at.arrived(), { name: "" });
  },
);

sshdTest("leftovers of an earlier run are removed, and nothing else", async () => {
  await using at = await transferring();
  await at.put("file");
  await at.put("folder/file");
  const leftovers = [LEFTOVER, `folder/${LEFTOVER}`];
  const others = [
    LEFTOVER.replace(".x.", ".y."),
    LEFTOVER.replace(".x.", ".x.y."),
    namesOf("other").create(Date.now()),
    ".pink-page.x.part",
    "z",
  ];
  await Deno.mkdir(`${at.target.folder}/folder`);
  await Deno.chmod(`${at.target.folder}/folder`, 0o777);
  for (const name of [...leftovers, ...others]) await writeOld(`${at.target.folder}/${name}`);
  await at.run();
  const expected = ["file", "folder/", "folder/file", ...others];
  assertEquals(Object.keys(await at.arrived()).sort(), expected.sort());
});

sshdTest(
  "leftovers of an earlier run are removed also when there is nothing to copy",
  async () => {
    await using at = await transferring({ from: "*.dat" });
    await writeOld(`${at.target.folder}/${LEFTOVER}`);
    assertEquals((await at.fail()).error_code, 24000);
    assertEquals(await at.arrived(), {});
  },
);

sshdTest("temporary files of another transfer are not copied", async () => {
  await using at = await transferring({ from: "folder" });
  await at.put("folder/file");
  await at.put(`folder/${namesOf("one", "y").create(Date.now())}`);
  assertEquals((await at.run()).files, 1);
});

sshdTest("a link to a place without rights does not fail the listing of its folder", async () => {
  await using at = await transferring({ from: "*.dat" });
  await at.put("a.dat");
  await shell('mkdir -m 700 "$1/closed" && ln -s closed/x "$1/link"', at.source.folder);
  assertEquals((await at.run()).files, 1);
});

sshdTest("readers of the target see the old file or the new one", async () => {
  await using at = await transferring();
  const size = 3_000_000;
  await at.put("file", new Uint8Array(size).fill(1));
  await at.run();
  await at.put("file", new Uint8Array(size).fill(2));
  const path = `${at.target.folder}/file`;
  const seen = new Set<string>();
  let isEnded = false;
  const reading = (async () => {
    while (!isEnded) {
      const bytes = await Deno.readFile(path);
      seen.add(`${bytes.length} ${bytes[0]} ${bytes.at(-1)}`);
    }
  })();
  await at.run();
  isEnded = true;
  await reading;
  assert(seen.isSubsetOf(new Set([`${size} 1 1`, `${size} 2 2`])), [...seen].join());
});
