import { Buffer } from "node:buffer";
import { PassThrough } from "node:stream";
import { assertEquals } from "@std/assert";
import { joinedChunks } from "../../../src/ssh/detached/joined_chunks.ts";
import { MARK } from "../../../src/ssh/login_command.ts";
import type { ClientChannel } from "../../../src/ssh2/ssh2.ts";

/** Resolves after all work that waits for no more than a turn of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("joinedChunks: gives the first bytes after a marker at once", async () => {
  const channel = new PassThrough();
  const chunks = joinedChunks(channel as unknown as ClientChannel);
  const given: string[] = [];
  const reading = (async () => {
    for await (const chunk of chunks) given.push(chunk.toString());
  })();
  for (const text of [`${MARK}begin`, "first"]) {
    channel.write(Buffer.from(text));
    await turns();
  }
  assertEquals(given, [`${MARK}begin`, "first"]);
  channel.end("second");
  await reading;
  assertEquals(given.slice(2), ["second"]);
});
