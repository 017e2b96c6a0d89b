import { Buffer } from "node:buffer";
import { within } from "../../async/within.ts";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import { MARK } from "../login_command.ts";

/** Maximum length of a chunk, in bytes. */
const CHUNK_BYTES = 65_536;
/** Maximum time for which bytes wait for others after a chunk, in milliseconds. */
const JOIN_MS = 100;

/**
 * Yields the output of `channel` until it ends, read only when the reader asks. After a pause, and
 * after a marker, bytes are yielded at once. Others are joined to chunks, so that recording them
 * costs little, but not with a marker among them.
 */
export async function* joinedChunks(channel: ClientChannel): AsyncGenerator<Buffer> {
  let isComplete = false;
  let wake = () => {};
  const complete = () => {
    isComplete = true;
    wake();
  };
  channel.on("readable", () => wake()).once("end", complete).once("close", complete);
  let held: Buffer[] = [];
  let length = 0;
  let dueMs = 0;
  let hasMarker = false;
  for (;;) {
    const size = Math.min(channel.readableLength, CHUNK_BYTES - length) || undefined;
    const chunk: Buffer | null = channel.read(size);
    if (chunk !== null) {
      held.push(chunk);
      length += chunk.length;
      hasMarker ||= chunk.includes(MARK);
      if (length < CHUNK_BYTES) continue;
    }
    const leftMs = hasMarker ? 0 : dueMs - performance.now();
    if (length > 0 && (length >= CHUNK_BYTES || isComplete || leftMs <= 0)) {
      yield Buffer.concat(held);
      held = [];
      length = 0;
      dueMs = hasMarker ? 0 : performance.now() + JOIN_MS;
      hasMarker = false;
    } else if (isComplete) return;
    else {
      const woken = new Promise<void>((resolve) => wake = resolve);
      await (length > 0 ? within(leftMs, woken) : woken);
    }
  }
}
