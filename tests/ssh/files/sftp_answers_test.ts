import { assert, assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../../src/errors.ts";
import { openFiles } from "../../../src/ssh/files/open_files.ts";
import { isCount, isListing, isStats } from "../../../src/ssh/files/sftp_answers.ts";
import { startScriptedSftp } from "../../harness/scripted_sftp.ts";
import { TOFU } from "./opened_files.ts";

Deno.test("SftpFiles: an answer of another kind than the request is 24000", async () => {
  await using host = await startScriptedSftp({ isConfused: true });
  const { signal } = new AbortController();
  await using connection = await openFiles(host.server, { policy: TOFU, signal });
  const files = connection.files(signal);
  const calls = {
    stat: () => files.stat("/folder/file"),
    list: () => files.list("/folder"),
    realPath: () => files.realPath("/folder"),
    open: () => files.open("/folder/file"),
  };
  for (const [name, call] of Object.entries(calls)) {
    const { code, detail } = await assertRejects(call, AppError, "", name);
    assertEquals([code, detail], [24000, "The SFTP of a could not be understood"], name);
  }
});

Deno.test("isListing: refuses names and attributes that are missing", () => {
  const attrs = { isSymbolicLink: () => false };
  assert(isListing([{ filename: "a", attrs }]));
  for (const entry of [{ filename: undefined, attrs }, { filename: "a", attrs: undefined }]) {
    assert(!isListing([entry]));
  }
  for (const value of [null, undefined, {}, "a"]) assert(!isListing(value) && !isStats(value));
});

Deno.test("isCount: refuses what would be added up to nonsense", () => {
  assertEquals([0, 5, -1, "5", undefined, new Uint8Array(1)].map(isCount), [
    ...[true, true],
    ...[false, false, false, false],
  ]);
});
