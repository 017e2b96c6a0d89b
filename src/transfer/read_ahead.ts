import type { Budget } from "./budget.ts";
import type { RemoteReader } from "../domain/files.ts";

/** Bytes of one request. OpenSSH answers at most 255 KiB. */
export const CHUNK_BYTES = 255 * 1024;

/**
 * Reads `sizeBytes` bytes, requesting ahead as far as `budget` allows. The caller releases the
 * bytes of each chunk. Ends early when the file does.
 */
export async function* readAhead(
  reader: RemoteReader,
  { sizeBytes, budget }: { readonly sizeBytes: number; readonly budget: Budget },
): AsyncGenerator<Uint8Array, void, void> {
  const requests: { readonly bytes: number; readonly answer: Promise<Uint8Array> }[] = [];
  let requestedBytes = 0;
  const nextBytes = () => Math.min(CHUNK_BYTES, sizeBytes - requestedBytes);
  const request = (bytes: number) => {
    const answer = reader.read(bytes);
    answer.catch(() => {}); // Awaited below, unless an earlier answer fails.
    requests.push({ bytes, answer });
    requestedBytes += bytes;
  };
  try {
    while (requestedBytes < sizeBytes || requests.length > 0) {
      while (requestedBytes < sizeBytes && budget.tryTake(nextBytes())) request(nextBytes());
      const [first] = requests;
      if (first === undefined) {
        const bytes = nextBytes();
        await budget.take(bytes);
        request(bytes);
        continue;
      }
      const chunk = await first.answer;
      requests.shift();
      budget.release(first.bytes - chunk.length);
      if (chunk.length > 0) yield chunk;
      if (chunk.length < first.bytes) return;
    }
  } finally {
    for (const { bytes } of requests) budget.release(bytes);
  }
}
