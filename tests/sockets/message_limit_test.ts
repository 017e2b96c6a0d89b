import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { ALL_LINES, COUNTING, linesOf } from "./counting.ts";

/** Reads the answers to `count` frames. Returns the number of each code, 0 for no error. */
async function answersTo(client: RawClient, count: number): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  let read = 0;
  for await (const { payload } of client.readFrames()) {
    const { type, error_code = 0 } = JSON.parse(new TextDecoder().decode(payload));
    if (type !== "error" && type !== "hello") continue;
    codes[error_code] = (codes[error_code] ?? 0) + 1;
    if (++read === count) return codes;
  }
  throw new Error(`${read} answers instead of ${count}`);
}

for (
  const [flood, what, frame, good] of [
    [5_000, "messages", '{"type":"hello","data":{"name":"a"},"request_id":"r"}', "0"],
    [20_000, "nonsense frames", "\u0000nonsense", "31002"],
  ] as const
) {
  sshdTest(`MESSAGES_PER_SECOND: ${flood} ${what} of one client disturb no other`, async () => {
    await using at = await connected();
    const startMs = performance.now();
    using flooder = await RawClient.connect(at.app.url);
    await flooder.next("welcome");
    at.run(COUNTING);
    await at.client.next("output");
    const answers = answersTo(flooder, flood);
    for (let count = 0; count < flood; count++) await flooder.sendRaw(frame);
    const { [good]: handled = 0, 14001: refused = 0, ...others } = await answers;
    assertEquals(others, {});
    assertEquals(handled + refused, flood);
    // A burst, and what comes back while the flood lasts.
    assert(handled >= 1_000, `${handled} were handled`);
    assertLessOrEqual(handled, 1_000 + Math.ceil((performance.now() - startMs) * 0.2));
    assertEquals((await at.client.next("complete")).exit_code, 0);
    assertEquals(linesOf(at.client), ALL_LINES);
    at.run("echo next");
    assertEquals((await at.client.next("complete")).exit_code, 0);
    await eventually(async () => {
      await flooder.sendRaw(frame);
      return (await answersTo(flooder, 1))[good] === 1;
    }, "its messages are handled again");
    assertEquals(at.app.logLines().filter((line) => line.includes(" message failed ")).length, 60);
  });
}
