import { assertEquals } from "@std/assert";
import { openFiles } from "../../../src/ssh/files/open_files.ts";
import { startScriptedSftp } from "../../harness/scripted_sftp.ts";
import { TOFU } from "./opened_files.ts";

Deno.test("SftpReader.read: short answers are completed, and answers come in order", async () => {
  const content = crypto.getRandomValues(new Uint8Array(1_000));
  const { signal } = new AbortController();
  for (const readBytes of [1, 7, 300, 5_000]) {
    await using host = await startScriptedSftp({ content, readBytes });
    await using connection = await openFiles(host.server, { policy: TOFU, signal });
    const file = await connection.files(signal).open("/folder/file");
    const parts = await Promise.all([300, 300, 300, 300].map((length) => file.read(length)));
    assertEquals(parts.map(({ length }) => length), [300, 300, 300, 100]);
    assertEquals(parts.flatMap((part) => [...part]), [...content]);
    assertEquals((await file.read(10)).length, 0);
    file.close();
  }
});
