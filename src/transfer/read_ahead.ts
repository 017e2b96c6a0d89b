import type { Budget } from "./budget.ts";
import type { RemoteReader } from "../domain/files.ts";

/** Asked for at once. OpenSSH answers at most 255 KiB. */
export const CHUNK_BYTES = 255 * 1024;

/**
 * Reads `sizeBytes` bytes, asking ahead as far as `budget` allows. Whoever gets a chunk gives its bytes back. It ends
 * early when the file does.
 */
export async function* readAhead(
  reader: RemoteReader,
  { sizeBytes, budget, signal }: {
    readonly sizeBytes: number;
    readonly budget: Budget;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<Uint8Array, void, void> {
  const asked: { readonly bytes: number; readonly answer: Promise<Uint8Array> }[] = [];
  let askedBytes = 0;
  const next = () => Math.min(CHUNK_BYTES, sizeBytes - askedBytes);
  const ask = (bytes: number) => {
    const answer = reader.read(bytes);
    answer.catch(() => {}); // Awaited below, unless one before it fails.
    asked.push({ bytes, answer });
    askedBytes += bytes;
  };
  try {
    while (askedBytes < sizeBytes || asked.length > 0) {
      signal.throwIfAborted(); // What is asked after that would be given up by nobody.
      while (askedBytes < sizeBytes && budget.tryTake(next())) ask(next());
      const [first] = asked;
      if (first === undefined) {
        const bytes = next();
        await budget.take(bytes);
        if (signal.aborted) budget.give(bytes);
        else ask(bytes);
        continue;
      }
      const chunk = await first.answer;
      asked.shift();
      budget.give(first.bytes - chunk.length);
      if (chunk.length > 0) yield chunk;
      if (chunk.length < first.bytes) return;
    }
  } finally {
    for (const { bytes } of asked) budget.give(bytes);
  }
}
