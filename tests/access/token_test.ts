import { assert, assertEquals, assertMatch } from "@std/assert";
import { createSecret, createToken, hashOf, isSameHash } from "../../src/access/token.ts";

Deno.test("createToken: pp_ and 256 bits in base64url, another one each time", () => {
  const tokens = Array.from({ length: 200 }, createToken);
  for (const token of tokens) assertMatch(token, /^pp_[A-Za-z0-9_-]{43}$/);
  assertEquals(new Set(tokens).size, 200);
  for (const alphabet of [/-/, /_[^]*_/]) assert(tokens.some((token) => alphabet.test(token)));
});

Deno.test("createSecret: 32 bytes in base64url without padding", () => {
  const bytes = Uint8Array.fromBase64(createSecret(), { alphabet: "base64url" });
  assertEquals(bytes.length, 32);
});

Deno.test("hashOf: the SHA-256 of FIPS 180-4 in hexadecimal", async () => {
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals(await hashOf("abc"), digest);
});

Deno.test("isSameHash: only equal hashes, in each character and in the length", async () => {
  const hash = await hashOf("abc");
  assert(isSameHash(hash, await hashOf("abc")));
  for (let i = 0; i < hash.length; i++) {
    const other = hash[i] === "0" ? "1" : "0";
    assert(!isSameHash(hash, hash.slice(0, i) + other + hash.slice(i + 1)), String(i));
  }
  for (const other of [hash.slice(1), hash.slice(0, -1), `${hash}0`, ""]) {
    assert(!isSameHash(hash, other) && !isSameHash(other, hash), other);
  }
});
