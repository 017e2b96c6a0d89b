import { assert, assertEquals, assertRejects } from "@std/assert";
import { decode } from "../../src/output/decode.ts";
import { collect, Pipe, streamOf } from "./collect.ts";
import { Random, seeds } from "./random.ts";

async function decoded(chunks: readonly Uint8Array[], encoding?: string): Promise<string[]> {
  return await collect(decode(streamOf(chunks), encoding));
}

Deno.test("decode: joins cut characters, keeps a byte order mark (property)", async () => {
  const text = "\ufeff한글 漢字 café 👍 \ufeff\r\n\x1b[31mred";
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    assertEquals((await decoded([bytes.slice(0, cut), bytes.slice(cut)])).join(""), text);
  }
  for (const seed of seeds(100)) {
    const random = new Random(seed);
    const chunks = random.cut(bytes, random.below(bytes.length));
    assertEquals((await decoded(chunks)).join(""), text, `seed ${seed}`);
  }
});

Deno.test("decode: invalid bytes become U+FFFD, also at the very end", async () => {
  assertEquals(await decoded([Uint8Array.of(0x61, 0xff, 0x62)]), ["a\ufffdb"]);
  assertEquals(await decoded([Uint8Array.of(0x61), Uint8Array.of(0xed, 0x95)]), ["a", "\ufffd"]);
});

Deno.test("decode: gives no empty text", async () => {
  const chunks = [new Uint8Array(), Uint8Array.of(0xed), Uint8Array.of(0x95), Uint8Array.of(0x9c)];
  assertEquals(await decoded(chunks), ["한"]);
});

Deno.test("decode: EUC-KR, cut within a character", async () => {
  const chunks = [Uint8Array.of(0x61, 0xc7), Uint8Array.of(0xd1, 0xb1), Uint8Array.of(0xdb)];
  assertEquals((await decoded(chunks, "euc-kr")).join(""), "a한글");
});

Deno.test("decode: throws a RangeError for an unknown encoding", async () => {
  await assertRejects(() => decoded([], "klingon"), RangeError);
});

Deno.test("decode: gives a text before it pulls again, and returns its source", async () => {
  const pipe = new Pipe<Uint8Array>();
  pipe.push(Uint8Array.of(0x61));
  const text = decode(pipe);
  assertEquals(await text.next(), { value: "a", done: false });
  assertEquals(pipe.pulled, 1);
  await text.return();
  assert(pipe.isReleased);
});
