import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { realPath } from "../../src/store/real_path.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { PEER, type StoreFolder, storeFolder } from "./folder.ts";

const options = { log: memoryLog(), historyDays: 90, auditDays: 365 };

/** Opens the stores at `paths` in another process, and returns the code of each error, or 0. */
async function openElsewhere(folder: StoreFolder, paths: readonly string[]): Promise<number[]> {
  const program = new URL("open_stores.ts", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-read", "--allow-write", program, ...paths],
    cwd: folder.path,
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(lines.length, paths.length, new TextDecoder().decode(stderr));
  return lines.map(Number);
}

/** Begins a lease, which another process that opened the file would mark as interrupted. */
function begin(store: Store): { isUntouched: () => boolean } {
  store.history.beginLease({ kind: "lock", client: PEER });
  return { isUntouched: () => store.history.leases({ limit: 1 })[0]?.ended_by === null };
}

Deno.test("openStore: 40000 for a file that another process uses, by whatever path", async () => {
  using folder = storeFolder();
  using store = folder.open();
  const { isUntouched } = begin(store);
  const at = (name: string) => `${folder.path}/${name}`;
  await Deno.symlink("store.db", at("link"));
  await Deno.symlink(at("link"), at("link to link"));
  await Deno.symlink(".", at("folder"));
  await Deno.link(folder.file, at("hard"));
  const paths = ["store.db", "./folder/../store.db", "link", "link to link", "folder/link", "hard"];
  assertEquals(await openElsewhere(folder, paths), paths.map(() => 40000));
  assert(isUntouched());
  store[Symbol.dispose]();
  assertEquals(await openElsewhere(folder, paths), paths.map(() => 0));
});

Deno.test({
  name: "openStore: 40000 for a file that another process uses, at another mount point",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    using folder = storeFolder();
    using store = folder.open();
    const { isUntouched } = begin(store);
    await Deno.mkdir(`${folder.path}/mount`);
    await Deno.writeTextFile(`${folder.path}/mount/file`, "");
    const mount = new Deno.Command("mount", {
      args: ["--bind", folder.file, `${folder.path}/mount/file`],
    });
    assert((await mount.output()).success);
    try {
      assertEquals(await openElsewhere(folder, ["mount/file"]), [40000]);
    } finally {
      await new Deno.Command("umount", { args: [`${folder.path}/mount/file`] }).output();
    }
    assert(isUntouched());
  },
});

Deno.test("openStore: 40000 for a used file, also without its lock file", async () => {
  using folder = storeFolder();
  using store = folder.open();
  const { isUntouched } = begin(store);
  await Deno.remove(`${folder.file}.lock`);
  assertEquals(await openElsewhere(folder, ["store.db"]), [40000]);
  assert(isUntouched());
});

Deno.test("openStore: 40000 for a second store in the same process, by any link", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { isUntouched } = begin(store);
  Deno.mkdirSync(`${folder.path}/other`);
  Deno.symlinkSync("../store.db", `${folder.path}/other/link`);
  const error = assertThrows(() => openStore(`${folder.path}/other/link`, options), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(error.detail ?? "", "in use");
  assertEquals([...Deno.readDirSync(`${folder.path}/other`)].length, 1);
  assert(isUntouched());
});

Deno.test("openStore: creates the file that a symbolic link leads to, and its folder", () => {
  using folder = storeFolder();
  Deno.mkdirSync(`${folder.path}/links`);
  Deno.symlinkSync("../deep/er/file.db", `${folder.path}/links/one`);
  Deno.symlinkSync(`${folder.path}/links/one`, `${folder.path}/links/two`);
  {
    using store = openStore(`${folder.path}/links/two`, options);
    store.knownHosts.remember("[a]:22", "SHA256:x");
  }
  assertEquals([...Deno.readDirSync(`${folder.path}/links`)].length, 2);
  using store = openStore(`${folder.path}/deep/er/file.db`, options);
  assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
});

Deno.test("openStore: 40000 for symbolic links in a circle, and for a broken folder", () => {
  using folder = storeFolder();
  Deno.symlinkSync("b", `${folder.path}/a`);
  Deno.symlinkSync("a", `${folder.path}/b`);
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  for (const path of ["a", "file/store.db", "a/store.db"]) {
    assertEquals(
      assertThrows(() => openStore(`${folder.path}/${path}`, options), AppError).code,
      40000,
    );
  }
});

Deno.test("realPath: a relative path is one of the working directory", () => {
  assertEquals(realPath("deno.json"), `${Deno.cwd()}/deno.json`);
  assertEquals(realPath("no such file.db"), `${Deno.cwd()}/no such file.db`);
  assertEquals(realPath("/no such file.db"), "/no such file.db");
});
