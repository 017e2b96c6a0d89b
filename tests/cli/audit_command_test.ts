import { assertEquals, assertGreater, assertMatch, assertStringIncludes } from "@std/assert";
import { openStore } from "../../src/store/open_store.ts";
import type { AuditVerdict } from "../../src/store/verify_audit.ts";
import { Client } from "../harness/client.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { endingOf, type Program, spawnProgram } from "../harness/program.ts";
import { TextLineStream } from "../harness/text_lines.ts";
import { fillAudit } from "../store/fill_audit.ts";
import { outsider } from "../store/folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Creates a database at `folder`/store.db with three rows in its audit trail. */
function prepare(folder: string): void {
  const path = `${folder}/store.db`;
  openStore(path, { log: memoryLog(), historyDays: 1, auditDays: 1 })[Symbol.dispose]();
  fillAudit(path, 3);
}

/** Runs `audit verify` in `folder`, with the permissions of the task. */
async function verify(
  folder: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<{ code: number; text: string; errors: string }> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const [, ...words]: string[] = tasks.audit.command.replace("main.ts", `${ROOT}main.ts`).split(
    " ",
  );
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...words, "verify", ...args],
    cwd: folder,
    env: { NO_COLOR: "1", DATABASE_PATH: "", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

/** Runs `audit verify --json` beside or after a service with the default path of the database. */
async function verdictOf({ folder }: Program): Promise<AuditVerdict> {
  const { text, errors } = await verify(folder, { args: ["--json"] });
  assertEquals(errors, "");
  return JSON.parse(text);
}

Deno.test("audit verify: prints the verdict; the exit code tells a right chain", async () => {
  const folder = await Deno.makeTempDir();
  prepare(folder);
  const env = { DATABASE_PATH: "store.db", PORT: "x", HOST: "a b" };
  const right = await verify(folder, { env });
  assertEquals([right.code, right.errors], [0, ""]);
  assertMatch(right.text, /^rows: 3\nhead: id=3 hash=[0-9a-f]{64}\nThe chain is right\.\n$/);
  const [, head = ""] = /hash=(\w+)/.exec(right.text) ?? [];
  assertEquals((await verify(folder, { env, args: ["--head", head] })).code, 0);
  {
    using other = outsider(`${folder}/store.db`);
    other.exec("UPDATE audit SET at = '2026-01-01' || char(27) WHERE id = 3");
  }
  const wrong = await verify(folder, { env });
  assertEquals([wrong.code, wrong.errors], [1, ""]);
  assertStringIncludes(wrong.text, "\nFAULT: id=3 at=2026-01-01\\u001b The hash does not");
  {
    using other = outsider(`${folder}/store.db`);
    other.exec("DELETE FROM audit WHERE id = 3");
  }
  assertEquals((await verify(folder, { env })).code, 0);
  const cut = await verify(folder, { env, args: ["--json", "--head", head] });
  const { rows, fault } = JSON.parse(cut.text);
  assertEquals([cut.code, rows, fault.id], [1, 2, null]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("audit verify: finds the database by .env, and the environment wins", async () => {
  const audit = { dotenv: "DATABASE_PATH=store.db\nPORT=x\n", prepare, args: ["audit", "verify"] };
  assertEquals((await endingOf({}, audit)).code, 0);
  const other = await endingOf({ DATABASE_PATH: "other.db" }, audit);
  assertEquals(other.code, 1);
  assertMatch(other.stderr, /^41000 .*The audit trail cannot be read\n.*unable to open/);
  const wrong = await endingOf({ DATABASE_PATH: "file:store.db" }, audit);
  assertEquals([wrong.code, wrong.stdout], [1, ""]);
  assertStringIncludes(wrong.stderr, "DATABASE_PATH is a URI");
});

Deno.test("audit: wrong arguments print the usage, with exit code 2", async () => {
  const hash = "a".repeat(64);
  const calls = [[], ["check"], ["verify", "now"], ["verify", "--heads", hash], [
    "verify",
    "--head",
  ]];
  for (const args of [...calls, ["verify", "--head", hash.slice(1)]]) {
    const { code, stdout, stderr } = await endingOf({}, { args: ["audit", ...args] });
    assertEquals([code, stdout], [2, ""], args.join(" "));
    assertEquals(stderr, "Usage: audit verify [--head HASH] [--json]\n");
  }
});

/** Connects to the service that prints its address on `stdout`. */
async function connect(stdout: ReadableStream<Uint8Array>): Promise<Client> {
  const lines = stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const { promise: url, resolve } = Promise.withResolvers<string>();
  void lines.pipeTo(
    new WritableStream({
      write(line) {
        const [, found] = /listening url=(\S+)/.exec(line) ?? [];
        if (found !== undefined) resolve(found);
      },
    }),
  ).catch(() => {});
  return await Client.connect(await url);
}

/** Starts and ends sessions until the connection is lost. */
async function keepWriting(client: Client): Promise<void> {
  for (;;) {
    client.send({ type: "start_session" });
    await client.next("session_started");
    client.send({ type: "end_session" });
    await client.next("session_ended");
  }
}

Deno.test("audit verify: right beside a service that writes, and after SIGKILL", async () => {
  await using program = spawnProgram({ PORT: "0" });
  await using client = await connect(program.child.stdout);
  const writing = keepWriting(client).catch(() => {});
  const counts: number[] = [];
  for (let round = 1; round <= 3; round++) {
    const { rows, fault } = await verdictOf(program);
    assertEquals(fault, null);
    counts.push(rows);
  }
  const [first = 0, second = 0, third = 0] = counts;
  assertGreater(second, first);
  assertGreater(third, second);
  program.child.kill("SIGKILL");
  await program.child.status;
  await writing;
  const left = await verdictOf(program);
  assertEquals(left.fault, null);
  assertGreater(left.rows, third);
  const path = `${program.folder}/data/pink-page.db`;
  openStore(path, { log: memoryLog(), historyDays: 1, auditDays: 1 })[Symbol.dispose]();
  const args = ["--head", left.head?.hash ?? ""];
  assertEquals((await verify(program.folder, { args })).code, 0);
});

Deno.test("audit verify: the last line of a shutdown has the newest hash", async () => {
  await using program = spawnProgram({ PORT: "0" });
  const [forClient, forLines] = program.child.stdout.tee();
  await using client = await connect(forClient);
  client.send({ type: "start_session" });
  await client.next("session_started");
  program.child.kill("SIGTERM");
  const lines = await new Response(forLines).text();
  await program.child.status;
  const [id, hash] = /audit head id=(\d+) hash=(\w+)\n$/.exec(lines)?.slice(1) ?? [];
  const { rows, head, fault } = await verdictOf(program);
  assertEquals([rows, head, fault], [2, { id: Number(id), hash: hash ?? "" }, null]);
});
