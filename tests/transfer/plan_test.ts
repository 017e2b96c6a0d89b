import { Buffer } from "node:buffer";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { type Plan, planTransfer } from "../../src/transfer/plan.ts";
import { localFiles } from "./local_files.ts";

/** Creates a temporary folder with entries: `a/` a folder, `a -> b` a link, `a` a file. */
async function tree(...entries: string[]) {
  const path = await Deno.realPath(await Deno.makeTempDir());
  for (const entry of entries) {
    const [name, goal] = entry.split(" -> ");
    if (goal !== undefined) await Deno.symlink(goal, `${path}/${name}`);
    else if (entry.endsWith("/")) await Deno.mkdir(`${path}/${entry}`, { recursive: true });
    else await Deno.writeTextFile(`${path}/${entry}`, entry);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function plan(path: string, target = "/target"): Promise<Plan> {
  const server = {
    name: "alpha",
    host: "127.0.0.1",
    port: 22,
    username: "user",
    encoding: "utf-8",
  };
  return planTransfer({ server, path }, { files: localFiles("alpha"), target });
}

function shown({ folders, files }: Plan): { folders: string[]; files: string[] } {
  return { folders: folders.map((each) => each.shown), files: files.map((each) => each.shown) };
}

async function refusalOf(path: string): Promise<string> {
  const { code, detail } = await assertRejects(() => plan(path), AppError);
  assertEquals(code, 24000);
  return detail ?? "";
}

Deno.test("planTransfer: one file goes into the target folder under its own name", async () => {
  await using at = await tree("a.dat");
  const { folders, files } = await plan(`${at.path}/a.dat`, "/target/");
  assertEquals(folders, []);
  assertEquals(files.map(({ source, target, status }) => [source, target, status.sizeBytes]), [
    [`${at.path}/a.dat`, "/target/a.dat", 5],
  ]);
  assertEquals(files[0]?.shown, "a.dat");
});

Deno.test("planTransfer: a folder comes with its content, parents first, by name", async () => {
  await using at = await tree("f/", "f/z/", "f/b/c/", "f/y", "f/b/c/2", "f/b/c/1", "f/.hidden");
  const all = await plan(`${at.path}/f`);
  assertEquals(shown(all), {
    folders: ["f", "f/b", "f/b/c", "f/z"],
    files: ["f/.hidden", "f/b/c/1", "f/b/c/2", "f/y"],
  });
  assertEquals(all.files.map(({ source, target }) => [source, target])[1], [
    `${at.path}/f/b/c/1`,
    "/target/f/b/c/1",
  ]);
});

Deno.test("planTransfer: a glob of several segments takes all that matches, in order", async () => {
  await using at = await tree("a/", "b/", "c", "a/2.dat", "a/1.dat", "a/3.txt", "b/4.dat");
  assertEquals(shown(await plan(`${at.path}/*/*.dat`)).files, ["1.dat", "2.dat", "4.dat"]);
  assertEquals(shown(await plan(`//${at.path}/./a/?.txt`)).files, ["3.txt"]);
});

Deno.test("planTransfer: the root itself is a folder", async () => {
  assertStringIncludes(await refusalOf("/dev/null"), "special");
  const root = { kind: "folder", sizeBytes: 0, mode: 0o755, modifiedSeconds: 0 } as const;
  const files = { ...localFiles("alpha"), list: () => Promise.resolve([]) };
  const server = { name: "alpha", host: "h", port: 22, username: "u", encoding: "utf-8" };
  const { folders } = await planTransfer({ server, path: "/" }, { files, target: "/target" });
  assertEquals(folders.map(({ source, status }) => [source, status]), [["/", root]]);
});

Deno.test("planTransfer: a glob that matches nothing is a plain path, as in a shell", async () => {
  await using at = await tree("[a]", "b*c");
  assertEquals(shown(await plan(`${at.path}/[a]`)).files, ["[a]"]);
  assertEquals(shown(await plan(`${at.path}/b\\*c`)).files, ["b*c"]);
});

Deno.test("planTransfer: a missing source is 24000, with the server and the path", async () => {
  await using at = await tree("a");
  for (const path of [`${at.path}/no`, `${at.path}/no*`, `${at.path}/a/x`]) {
    const detail = await refusalOf(path);
    assertStringIncludes(detail, "alpha");
    assertStringIncludes(detail, path);
  }
});

Deno.test("planTransfer: links are followed", async () => {
  await using at = await tree("f/", "f/a", "g -> f", "f/b -> a");
  assertEquals(shown(await plan(`${at.path}/g`)), { folders: ["g"], files: ["g/a", "g/b"] });
});

Deno.test("planTransfer: a folder that is reached twice is no circle", async () => {
  await using at = await tree("f/", "f/one/", "f/one/a", "f/two -> one");
  assertEquals(shown(await plan(`${at.path}/f`)).files, ["f/one/a", "f/two/a"]);
});

Deno.test("planTransfer: links in a circle are 24000, with a folder of the circle", async () => {
  await using at = await tree("f/", "f/g/", "f/g/up -> ..");
  const detail = await refusalOf(`${at.path}/f`);
  assertStringIncludes(detail, "back");
  assertStringIncludes(detail, `"${at.path}/f`);
});

Deno.test("planTransfer: a link that leads nowhere and a special file are 24000", async () => {
  await using at = await tree("f/", "f/link -> nowhere");
  assertStringIncludes(await refusalOf(`${at.path}/f`), "nowhere");
  const special = await refusalOf("/dev/nul[l]");
  assertStringIncludes(special, "special");
  assertStringIncludes(special, '"/dev/null"');
});

Deno.test("planTransfer: two files with one target are 24000, with both", async () => {
  await using at = await tree("a/", "b/", "a/x", "b/x");
  const detail = await refusalOf(`${at.path}/*/x`);
  assertStringIncludes(detail, JSON.stringify(`${at.path}/a/x`));
  assertStringIncludes(detail, JSON.stringify(`${at.path}/b/x`));
});

Deno.test("planTransfer: names are bytes in paths, and text for readers and patterns", async () => {
  await using at = await tree("가나.dat");
  for (const pattern of ["가나.dat", "가?.dat"]) {
    const { files } = await plan(`${at.path}/${pattern}`);
    assertEquals(files.map((file) => file.shown), ["가나.dat"]);
    assertEquals(files[0]?.target, `/target/${Buffer.from("가나.dat").toString("latin1")}`);
  }
});

Deno.test("planTransfer: a path without patterns is found without listing its folder", async () => {
  await using at = await tree("f/", "f/a");
  const listed: string[] = [];
  const all = localFiles("alpha");
  const files = {
    ...all,
    list: (folder: string) => {
      listed.push(folder);
      return all.list(folder);
    },
  };
  const server = { name: "alpha", host: "h", port: 22, username: "u", encoding: "utf-8" };
  await planTransfer({ server, path: `${at.path}/./f/a` }, { files, target: "/target" });
  assertEquals(listed, []);
});
