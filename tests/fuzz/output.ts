import { assert, assertEquals } from "@std/assert";
import { CollapseReturns } from "../../src/output/collapse_returns.ts";
import { decode } from "../../src/output/decode.ts";
import { FrameTimer } from "../../src/output/frame_timer.ts";
import { LiveView } from "../../src/output/live_view.ts";
import { PlainBuffer, throttle } from "../../src/output/throttle.ts";
import { StopPhrase, until } from "../../src/output/until.ts";
import { collect, streamOf } from "../output/collect.ts";
import type { Random } from "../output/random.ts";
import { Screen } from "../output/screen.ts";
import { byteSoup } from "./byte_soup.ts";
import { fuzzTarget } from "./target.ts";

/** Encodings of servers: those that a configuration can name. */
const ENCODINGS = ["utf-8", "utf-8", "utf-8", "euc-kr", "shift_jis", "big5", "gb18030", "euc-jp"]
  .concat(["iso-2022-jp", "windows-1252", "koi8-r", "utf-16le"]);
const SIZE = { cols: 20, rows: 5 };
const NEVER_MS = 1e9;

/** Bytes of a server in pieces, and what is done with them. */
interface Case {
  readonly chunks: readonly Uint8Array[];
  readonly encoding: string;
  readonly random: Random;
}

/** Returns the text of all chunks, decoded at once. */
function wholeText({ chunks, encoding }: Case): string {
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

function textOf({ chunks, encoding }: Case): AsyncGenerator<string> {
  return decode(streamOf(chunks), encoding);
}

/** Checks that raw text arrives unchanged, up to a line that holds the stop phrase. */
async function checkRaw(soup: Case): Promise<void> {
  const whole = wholeText(soup);
  const phrase = soup.random.of(["작업 끝", "a", "%", whole.slice(3, 9) || "x"]);
  let stop: StopPhrase;
  try {
    stop = new StopPhrase(phrase);
  } catch (cause) {
    assert(cause instanceof RangeError);
    return;
  }
  const timer = new FrameTimer(soup.random.of([0, NEVER_MS]));
  const text = until(textOf(soup), stop, { lineWaitMs: NEVER_MS });
  const frames = await collect(throttle(text, { timer, buffer: new PlainBuffer() }));
  const given = frames.join("");
  assert(whole.startsWith(given), "text was changed");
  if (!stop.found) assertEquals(given, whole);
  else if (given !== whole) assert(given.endsWith("\n"), "cut within a line");
}

/** Checks that a terminal shows the same for collapsed text as for raw text. */
async function checkCollapsed(soup: Case, [left, right]: Screens): Promise<void> {
  const timer = new FrameTimer(soup.random.of([0, NEVER_MS]));
  const buffer = new CollapseReturns({ cols: () => SIZE.cols });
  const maxLength = soup.random.of([10, 100, 1_000_000]);
  const given = (await collect(throttle(textOf(soup), { timer, buffer, maxLength }))).join("");
  await assertSame({ whole: wholeText(soup), given, scrollback: true }, [left, right]);
}

/** Checks that a terminal shows the same for a view that may skip lines as for all text. */
async function checkView(soup: Case, screens: Screens): Promise<void> {
  const { random } = soup;
  const view = new LiveView(textOf(soup), {
    rows: () => SIZE.rows,
    intervalMs: random.of([0, NEVER_MS]),
    window: random.of([Infinity, 4, 5_000]),
  });
  let given = "";
  for await (const frame of view.frames()) {
    if (typeof frame === "string") given += frame;
    if (random.chance(50)) view.catchUp();
  }
  await assertSame({ whole: wholeText(soup), given, scrollback: false }, screens);
}

type Screens = readonly [Screen, Screen];

async function assertSame(
  { whole, given, scrollback }: { whole: string; given: string; scrollback: boolean },
  [left, right]: Screens,
): Promise<void> {
  if (whole === given) return;
  const [expected, seen] = await Promise.all([
    left.show(whole, { scrollback }),
    right.show(given, { scrollback }),
  ]);
  if (expected === seen) return;
  const texts = `whole ${JSON.stringify(whole)}\ngiven ${JSON.stringify(given)}`;
  throw new Error(`a terminal shows something else\n${texts}\n${expected}\n\n${seen}`);
}

fuzzTarget("output", {
  rounds: 100_000,
  fn: async ({ rounds, random: randomOf, report }) => {
    using left = new Screen(SIZE);
    using right = new Screen(SIZE);
    let bytes = 0;
    for (let round = 0; round < rounds;) {
      const random = randomOf(round);
      const chunks = random.cut(byteSoup(random), random.below(random.of([2, 10, 60])));
      const soup = { chunks, encoding: random.of(ENCODINGS), random };
      try {
        await checkRaw(soup);
        await checkCollapsed(soup, [left, right]);
        await checkView(soup, [left, right]);
      } catch (cause) {
        const input = chunks.map((chunk) => chunk.toHex()).join(" ");
        throw new Error(`round ${round}, ${soup.encoding}: ${input}\n${String(cause)}`, { cause });
      }
      round += chunks.length;
      bytes += chunks.reduce((sum, { length }) => sum + length, 0);
    }
    report(`${bytes} bytes`);
  },
});
