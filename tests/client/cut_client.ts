import { assertEquals } from "@std/assert";
import { Random } from "../output/random.ts";
import { recordingSocket } from "./recording_socket.ts";
import { servedClient } from "./served_client.ts";

/**
 * Prints numbered lines over a wire that is cut at random moments, reads them at random speed, and
 * expects each line once.
 */
export async function expectLinesOverCutWire(
  { lines, cuts, seed }: { readonly lines: number; readonly cuts: number; readonly seed: number },
): Promise<void> {
  const recording = recordingSocket();
  await using at = await servedClient({ WebSocket: recording.WebSocket, backoff: () => 1 });
  const random = new Random(seed);
  const characters = Math.floor(0.6 * lines * `${lines}\r\n`.length);
  const moments = Array.from({ length: cuts }, () => random.below(characters))
    .sort((a, b) => a - b);
  const options = { throttle_interval: 0, window: 262_144 };
  const operation = at.client.command("a", `seq 1 ${lines}`, options);
  let received = 0;
  recording.onEvent = (event) => {
    if (event.type === "output") received += event.data.length;
    // A handshake that is cut leaves an open operation in Deno, so that only an open one is cut.
    if (at.client.state.name !== "open" || received < (moments[0] ?? Infinity)) return;
    moments.shift();
    at.wire.cutAll();
  };
  let line = 0;
  for await (const text of operation.lines()) {
    if (text !== String(++line)) assertEquals(text, String(line));
    if (line % 5_000 === 0) await new Promise((resolve) => setTimeout(resolve, random.below(5)));
  }
  assertEquals([line, moments.length, (await operation.done()).exit_code], [lines, 0, 0]);
  assertEquals(recording.sent.filter(({ type }) => type === "ssh_command").length, 1);
}
