import { assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { isEnding } from "../../src/router/dispatch.ts";
import { connected } from "../harness/connected.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";

/** Time of slow reading, in seconds; from `SOAK_SECONDS`, by default 90. */
const SECONDS = Number(Deno.env.get("SOAK_SECONDS") ?? 90);
const BYTES_PER_SECOND = 100_000;
/** Bytes that keep all buffers full to the end of the slow part: kernel, service and SSH window. */
const SPARE_BYTES = 16_000_000;
/** Length of a line on the wire: 15 digits and `\r\n` in JSON. */
const LINE_BYTES = 19;
const LINES = Math.ceil((SECONDS * BYTES_PER_SECOND + SPARE_BYTES) / LINE_BYTES);

/**
 * Checks that the lines of a text are the numbers from 1 on. Only the last, unfinished line is
 * kept.
 */
class NumberedLines {
  /** Number of correct lines so far. */
  count = 0;
  #rest = "";

  push(text: string): void {
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      assertEquals(line, String(++this.count).padStart(15, "0"));
    }
  }
}

sshdTest(
  `service: a client that reads ${BYTES_PER_SECOND} bytes/s for ${SECONDS} s gets every byte`,
  async () => {
    await using at = await connected();
    using client = await RawClient.connect(at.app.url);
    await client.next("welcome");
    const command = `seq -f %015.0f 1 ${LINES}`;
    await client.send({ type: "ssh_command", data: { server_name: "a", command } });
    const lines = new NumberedLines();
    const startedMs = performance.now();
    const isSlow = () => performance.now() - startedMs < SECONDS * 1000;
    for await (const event of client.events({ bytesPerSecond: BYTES_PER_SECOND })) {
      if (event.type === "output") lines.push(event.data);
      if (!isSlow()) break;
    }
    assertGreaterOrEqual(performance.now() - startedMs, SECONDS * 1000, "cut off");
    assertLess(lines.count, LINES, "output is left when the slow part ends");
    let ending: ServerEvent | undefined;
    for await (ending of client.events()) {
      if (ending.type === "output") lines.push(ending.data);
      if (isEnding(ending)) break;
    }
    assertEquals([ending?.type, lines.count], ["complete", LINES]);
  },
);
