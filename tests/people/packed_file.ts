import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { GUIDE_NAMES, readGuide } from "../../src/documents/guides.ts";
import { Client } from "../harness/client.ts";
import { blocksOf } from "../harness/guide.ts";
import { sshdTest } from "../harness/sshd.ts";
import { runFirstWorkflow, runSeveralSteps } from "../journeys/seed_workflows.ts";
import { copyProject } from "../mutants/project_copy.ts";
import { namesIn } from "../pack/tiny_file.ts";
import { median, report } from "./figure.ts";
import { IS_LONG } from "./options.ts";
import { pack, ROOT, type RunningService, startProgram } from "./packed_service.ts";

/** Maximum size of the file, in bytes. */
const MAX_BYTES = 45_000_000;
/** Number of first starts. */
const FIRST_STARTS = IS_LONG ? 3 : 1;
/** Number of later starts. */
const STARTS = IS_LONG ? 9 : 3;
/** Maximum time of a stop, in milliseconds. */
const STOP_MS = 5_000;
/** User and group `nobody`. */
const NOBODY = 65_534;

const packed = await pack();
addEventListener("unload", () => Deno.removeSync(packed.folder, { recursive: true }));

/** Creates an empty folder for one test beside the packed file. `uid` owns it. */
async function emptyFolder(uid = 0): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ dir: packed.folder });
  await Deno.chown(path, uid, uid);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Starts the packed file in a new folder, with `variables` and a cache that all tests share. */
async function start(variables: Record<string, string>): Promise<RunningService> {
  const folder = await emptyFolder();
  const PINK_PAGE_CACHE = `${packed.folder}/cache`;
  const env = { PINK_PAGE_CACHE, ...variables };
  const service = await startProgram({ line: [packed.path], cwd: folder.path, env });
  return {
    ...service,
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs a command line in `cwd`, and returns its exit code and all that it prints. */
async function run(
  [program = "", ...args]: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", PINK_PAGE_CACHE: `${packed.folder}/cache`, ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Starts the packed file with a new cache, and stops it. Returns the time of the start. */
async function firstStartMs(): Promise<number> {
  await using folder = await emptyFolder();
  const env = { PINK_PAGE_CACHE: `${folder.path}/cache` };
  const service = await startProgram({ line: [packed.path], cwd: folder.path, env });
  await service.stop();
  return service.startMs;
}

/** Starts the packed file and the task `start` by turns. Returns the medians of their times. */
async function laterStartsMs(): Promise<{ packed: number; task: number }> {
  const { HOME = "", DENO_DIR = "" } = Deno.env.toObject();
  const line = [Deno.execPath(), "task", "start"];
  const env = { DATABASE_PATH: ":memory:" };
  const times: { readonly packed: number[]; readonly task: number[] } = { packed: [], task: [] };
  for (let index = 0; index < STARTS; index++) {
    const ofPacked = await start(env);
    times.packed.push(ofPacked.startMs);
    await ofPacked[Symbol.asyncDispose]();
    const ofTask = await startProgram({ line, cwd: ROOT, env: { ...env, HOME, DENO_DIR } });
    times.task.push(ofTask.startMs);
    await ofTask.stop();
  }
  return { packed: median(times.packed), task: median(times.task) };
}

Deno.test("packed file: its size, and the times of its starts", async () => {
  const { size } = await Deno.stat(packed.path);
  const first: number[] = [];
  for (let index = 0; index < FIRST_STARTS; index++) first.push(await firstStartMs());
  const later = await laterStartsMs();
  assertLessOrEqual(size, MAX_BYTES);
  report("packed file, MB", size / 1_000_000, "≤ 45");
  report("packed file: first start, ms", median(first), "≤ 4,000");
  const more = "≤ 50 above `deno task start`";
  report("packed file: later starts, ms", later.packed, more);
  report("`deno task start`, ms", later.task, "–");
});

sshdTest("packed file: the seed's first workflow example", () => runFirstWorkflow(start));

sshdTest("packed file: the seed's workflow in several steps", () => runSeveralSteps(start));

Deno.test("packed file: serves every page and what the pages load", async () => {
  await using service = await start({ ENV: "dev" });
  const pages = ["/docs", ...GUIDE_NAMES.map((name) => `/docs/${name}`), "/swagger/docs"];
  for (const path of [...pages, "/asyncapi/docs", "/openapi.json", "/asyncapi.json", "/readyz"]) {
    const response = await fetch(`${service.url}${path}`);
    const text = await response.text();
    assertEquals(response.status, 200, path);
    for (
      const [, name = ""] of text.matchAll(
        /<(?:link|script)[^>]* (?:href|src)="(?!data:)([^"#]+)"/g,
      )
    ) {
      const asset = await fetch(new URL(name, response.url));
      assertEquals(asset.status, 200, `${path}: ${name}`);
      assert((await asset.text()).length > 100, name);
    }
  }
});

Deno.test("packed file: SIGTERM ends a command on a demo host and the service", async () => {
  await using service = await start({ ENV: "dev" });
  const client = await Client.connect(service.url);
  client.send({ type: "start_session" });
  await client.next("session_started");
  client.send({
    type: "ssh_command",
    data: { server_name: "mdwap1p", command: "sleep 60", stop_phrase: "never" },
  });
  await client.next("status");
  const stoppedMs = performance.now();
  assertEquals(await service.stop(), 0);
  assertLessOrEqual(performance.now() - stoppedMs, STOP_MS);
  assertEquals((await client.closed).code, 1001);
});

Deno.test("packed file: --version, token, check and audit run in it", async () => {
  await using folder = await emptyFolder();
  const cwd = folder.path;
  const version = await run([packed.path, "--version"], { cwd });
  assertMatch(
    version.text,
    /^pink-page \d+\.\d+\.\d+, commit .+, Deno \d+\.\d+\.\d+, Linux \w+\n$/,
  );
  const token = await run([packed.path, "token", "add", "ann", "admin"], { cwd });
  assertEquals(token.code, 0, token.text);
  assert((await namesIn(`${cwd}/data`)).includes("tokens.json"));
  const check = await run([packed.path, "check"], { cwd, env: { ENV: "test" } });
  assertStringIncludes(check.text, "no server is configured");
  const audit = await run([packed.path, "audit", "verify"], { cwd });
  assertEquals(audit.code, 1, audit.text);
});

Deno.test("packed file: files around it change nothing, and it needs no network", async () => {
  await using folder = await emptyFolder();
  for (const name of ["deno.json", "deno.lock", "package.json"]) {
    await Deno.writeTextFile(`${folder.path}/${name}`, "{ broken");
  }
  const line = ["unshare", "--net", packed.path];
  const env = { PINK_PAGE_CACHE: "cache", ENV: "dev" };
  const service = await startProgram({ line, cwd: folder.path, env });
  assertEquals(await service.stop(), 0);
});

Deno.test("packed file: runs for a user without a home folder", async () => {
  await using folder = await emptyFolder(NOBODY);
  const id = String(NOBODY);
  const line = ["setpriv", "--reuid", id, "--regid", id, "--clear-groups", packed.path];
  const env = { CACHE_DIRECTORY: `${folder.path}/cache` };
  const service = await startProgram({ line, cwd: folder.path, env });
  assertEquals(await service.stop(), 0);
});

/** Returns a command line that runs `script` and then the file, with file systems of its own. */
function mounted(script: string): string[] {
  return ["unshare", "--mount", "sh", "-ec", `${script}; exec "$0"`, packed.path];
}

Deno.test("packed file: runs on a root file system that is read only", async () => {
  await using folder = await emptyFolder();
  const line = mounted(`mount -t tmpfs tmpfs ${folder.path}
    mount -o remount,bind,ro /; ! touch /written 2>/dev/null; cd ${folder.path}`);
  const env = { PINK_PAGE_CACHE: `${folder.path}/cache` };
  const service = await startProgram({ line, cwd: "/", env });
  assertEquals(await service.stop(), 0);
});

Deno.test("packed file: a cache that is mounted with noexec is named", async () => {
  await using folder = await emptyFolder();
  const line = mounted(`mount -t tmpfs -o noexec tmpfs ${folder.path}`);
  const starting = startProgram({ line, cwd: "/", env: { PINK_PAGE_CACHE: folder.path } });
  await assertRejects(() => starting, Error, "runs no programs (noexec)");
});

Deno.test("packed file: eight first starts at the same time", async () => {
  await using folder = await emptyFolder();
  const starts = Array.from({ length: 8 }, async (_, index) => {
    const env = { PINK_PAGE_CACHE: `${folder.path}/cache`, DATABASE_PATH: `${index}.db` };
    const service = await startProgram({ line: [packed.path], cwd: folder.path, env });
    return await service.stop();
  });
  assertEquals(await Promise.all(starts), Array(8).fill(0));
  assertEquals((await namesIn(`${folder.path}/cache`)).length, 1);
});

const sameBytes = "packed file: two folders of the same project give the same bytes";
// Each of them compresses 100 MB.
if (IS_LONG) {
  Deno.test(sameBytes, async () => {
    const hashes = await Promise.all([1, 2].map(async () => {
      await using project = await copyProject();
      await using other = await pack(project.path);
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(other.path));
      return new Uint8Array(digest).toHex();
    }));
    assertEquals(hashes[0], hashes[1]);
  });
}

Deno.test("install: its unit for systemd is valid, and its exposure at most 2.0", async () => {
  await using folder = await emptyFolder();
  const [unit = ""] = blocksOf((await readGuide("install")).text, "ini");
  const path = `${folder.path}/pink-page.service`;
  await Deno.writeTextFile(path, unit.replace("/usr/local/bin/pink-page", packed.path));
  const options = { cwd: folder.path };
  const verified = await run(["systemd-analyze", "verify", "--man=no", path], options);
  assertEquals(verified, { code: 0, text: "" });
  const line = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", path];
  const { code, text } = await run(line, options);
  assertEquals(code, 0, text);
});
