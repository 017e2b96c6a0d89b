import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { namesIn, tinyFile } from "./tiny_file.ts";

Deno.test("packed file: runs Deno in its own process, with its options and arguments", async () => {
  await using file = await tinyFile();
  const { code, pid, stdout, stderr } = await file.run(["run", "a b", "*"]);
  assertEquals([code, stderr], [7, ""]);
  const [version = ""] = await namesIn(file.cache);
  assertMatch(version, /^[0-9a-f]{64}$/);
  const home = `${file.cache}/${version}`;
  assertEquals(stdout.split("\n"), [
    `${pid} ${file.folder} ${home}/deno_dir`,
    ...["run", "--allow-net", "--no-npm", `${home}/main.js`, "run", "a b", "*"],
    "",
  ]);
});

Deno.test("packed file: a second start unpacks nothing", async () => {
  await using file = await tinyFile();
  await file.run();
  for (const name of ["gzip", "sha256sum", "mktemp"]) await file.replaceProgram(name, "exit 1");
  const { code, stderr } = await file.run();
  assertEquals([code, stderr], [7, ""]);
});

Deno.test("packed file: --version alone is answered without a cache", async () => {
  await using file = await tinyFile();
  const { code, stdout } = await file.run(["--version"], {});
  const expected = `pink-page 1.2.3, commit 0123456789ab, Deno 9.8.7, Linux ${Deno.build.arch}\n`;
  assertEquals([code, stdout], [0, expected]);
  assertEquals((await file.run(["run", "--version"])).code, 7);
});

Deno.test("packed file: its cache is where the environment says", async () => {
  await using file = await tinyFile();
  const { folder } = file;
  const places: readonly [string, Record<string, string>][] = [
    ["own", { PINK_PAGE_CACHE: "own", CACHE_DIRECTORY: `${folder}/no` }],
    ["system/pink-page", {
      CACHE_DIRECTORY: `${folder}/system:${folder}/no`,
      XDG_CACHE_HOME: `${folder}/no`,
    }],
    ["xdg/pink-page", { XDG_CACHE_HOME: `${folder}/xdg`, HOME: `${folder}/no` }],
    ["home/.cache/pink-page", { HOME: `${folder}/home` }],
  ];
  for (const [place, env] of places) {
    const { stdout, stderr } = await file.run([], env);
    assertEquals((await namesIn(`${folder}/${place}`)).length, 1, stderr);
    assertEquals(((await Deno.stat(`${folder}/${place}`)).mode ?? 0) & 0o777, 0o700);
    assertStringIncludes(stdout, ` ${folder}/${place}/`);
  }
  assertEquals(await namesIn(`${folder}/no`), []);
});

/** Asserts that the file refuses to run with a text, and leaves nothing in its cache. */
async function assertRefused(
  file: Awaited<ReturnType<typeof tinyFile>>,
  text: RegExp,
  env?: Record<string, string>,
): Promise<void> {
  const { code, stdout, stderr } = await file.run([], env);
  assertMatch(stderr, text);
  assertEquals([code, stdout, await namesIn(file.cache)], [255, "", []]);
}

Deno.test("packed file: a shorter, longer or altered one is refused", async () => {
  await using file = await tinyFile();
  const bytes = await Deno.readFile(file.path);
  await Deno.writeFile(file.path, bytes.subarray(0, -1));
  const size = `has ${bytes.length - 1} bytes instead of ${bytes.length}: copy it again`;
  await assertRefused(file, new RegExp(size));
  await Deno.writeFile(file.path, new Uint8Array([...bytes, 10]));
  await assertRefused(file, /bytes instead of/);
  for (const at of [8_192, bytes.length - 1]) {
    await Deno.writeFile(file.path, bytes.with(at, (bytes[at] ?? 0) ^ 1));
    await assertRefused(file, /was altered: .* Copy it again/);
  }
});

Deno.test("packed file: another CPU is named before anything is unpacked", async () => {
  await using file = await tinyFile();
  await file.replaceProgram("uname", "echo Linux riscv64");
  const wrong = `for Linux ${Deno.build.arch}, and this machine is Linux riscv64\\. ` +
    "Use a file of 'deno task pack --target riscv64'";
  await assertRefused(file, new RegExp(wrong));
});

Deno.test("packed file: a cache that cannot be written, or is not named, is refused", async () => {
  await using file = await tinyFile();
  await assertRefused(file, /HOME is not set\. Set PINK_PAGE_CACHE to a folder/, {});
  const unwritable = { HOME: "/proc" };
  await assertRefused(file, /\/proc\/\.cache\/pink-page cannot be written\. Set PINK/, unwritable);
});

Deno.test("packed file: a cache that runs no programs is refused", async () => {
  // A file on a file system that is mounted with `noexec` looks like one without its mode.
  await using file = await tinyFile({ mode: 0o644 });
  await assertRefused(file, /runs no programs \(noexec\)\. Set PINK_PAGE_CACHE/);
});

Deno.test("packed file: a machine on which Deno does not run is named", async () => {
  await using file = await tinyFile({ deno: "#!/lib/ld-of-no-machine.so\n" });
  await assertRefused(file, /does not run on this machine: it needs glibc .*not found/s);
});

Deno.test("packed file: a program that it needs and a full disk are named", async () => {
  await using file = await tinyFile();
  await file.replaceProgram("tar", "cat >/dev/null; exit 1");
  await assertRefused(file, /has no room: free 1 MB, or set PINK_PAGE_CACHE/);
  await Deno.symlink("/bin/uname", `${file.folder}/bin/uname`);
  const env = { PATH: `${file.folder}/bin`, PINK_PAGE_CACHE: file.cache };
  await assertRefused(file, /The program gzip is missing: install coreutils, gzip and tar/, env);
});

Deno.test("packed file: eight first starts at the same time share one cache", async () => {
  await using file = await tinyFile();
  const runs = await Promise.all(Array.from({ length: 8 }, () => file.run()));
  assertEquals(runs.map(({ code, stderr }) => [code, stderr]), Array(8).fill([7, ""]));
  assertEquals((await namesIn(file.cache)).length, 1);
});

Deno.test("packed file: what is in the way of its cache is named", async () => {
  await using file = await tinyFile();
  await file.run();
  const [version = ""] = await namesIn(file.cache);
  await Deno.remove(`${file.cache}/${version}/deno`);
  const { code, stderr } = await file.run();
  assertEquals(code, 255);
  assertMatch(stderr, /is in the way: remove it/);
  assertEquals(await namesIn(file.cache), [version]);
});

Deno.test("packed file: SIGTERM while it unpacks ends it, and leaves nothing", async () => {
  await using file = await tinyFile();
  await file.replaceProgram("sync", "kill -TERM $PPID");
  const { code, stdout } = await file.run();
  assertEquals([code, stdout, await namesIn(file.cache)], [143, "", []]);
});

Deno.test("packed file: keeps the two newest versions, and one that runs", async () => {
  await using file = await tinyFile();
  const cache = file.cache;
  const old = ["a", "b", "c", "d"].map((letter) => letter.repeat(64));
  for (const [index, name] of [...old, ".new-killed", "of another program"].entries()) {
    await Deno.mkdir(`${cache}/${name}`, { recursive: true });
    const time = new Date(2000 + index, 1);
    await Deno.utime(`${cache}/${name}`, time, time);
  }
  await Deno.mkdir(`${cache}/.new-recent`);
  await Deno.copyFile("/bin/sleep", `${cache}/${old[1]}/deno`);
  const time = new Date(2001, 1);
  await Deno.utime(`${cache}/${old[1]}`, time, time);
  const child = new Deno.Command(`${cache}/${old[1]}/deno`, { args: ["60"] }).spawn();
  try {
    const exe = `/proc/${child.pid}/exe`;
    await eventually(async () => (await Deno.readLink(exe)).endsWith("/deno"), "it runs");
    assertEquals((await file.run()).code, 7);
    const kept = await namesIn(cache);
    const [version = ""] = kept.filter((name) =>
      /^[0-9a-f]{64}$/.test(name) && !old.includes(name)
    );
    const rest = [".new-recent", "of another program", old[1], old[3], version];
    assertEquals(kept, rest.map(String).sort());
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
});
