import { assertEquals, assertThrows } from "@std/assert";
import { createEncoder } from "../../src/output/encode.ts";

Deno.test("createEncoder: encodes every character in UTF-8", () => {
  const text = "a한😀\r\x03";
  assertEquals(createEncoder("utf8")(text), new TextEncoder().encode(text));
});

Deno.test("createEncoder: writes the bytes that servers expect", () => {
  const bytes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "euc-kr": { 한: "c7d1", 뷁: "94ee" },
    "shift_jis": { 日: "93fa", ｱ: "b1", "①": "8740", "∵": "81e6", 纊: "fa5c" },
    "big5": { 十: "a451", 中: "a4a4" },
    "gbk": { 中: "d6d0" },
    "euc-jp": { 日: "c6fc", ｱ: "8eb1" },
    "latin1": { é: "e9", "€": "80" },
    "koi8-r": { Ж: "f6" },
  };
  for (const [encoding, chars] of Object.entries(bytes)) {
    const encode = createEncoder(encoding);
    assertEquals(
      encode(Object.keys(chars).join("")).toHex(),
      Object.values(chars).join(""),
      encoding,
    );
  }
});

Deno.test("createEncoder: encodes every Hangul syllable in EUC-KR", () => {
  const syllables = Array.from({ length: 11_172 }, (_, i) => String.fromCharCode(0xac00 + i)).join(
    "",
  );
  assertEquals(new TextDecoder("euc-kr").decode(createEncoder("euc-kr")(syllables)), syllables);
});

Deno.test("createEncoder: leaves ASCII and controls unchanged in every encoding", () => {
  const ascii = Array.from({ length: 0x80 }, (_, code) => code);
  for (const encoding of ["euc-kr", "shift_jis", "big5", "gb18030", "iso-2022-jp", "utf-8"]) {
    assertEquals([...createEncoder(encoding)(String.fromCharCode(...ascii))], ascii, encoding);
  }
});

Deno.test("createEncoder: names a character that the encoding lacks", () => {
  assertThrows(() => createEncoder("euc-kr")("ok 😀"), RangeError, '"😀"');
  assertThrows(() => createEncoder("latin1")("한"), RangeError, '"한"');
});

Deno.test("createEncoder: refuses an unknown encoding and one without ASCII", () => {
  assertThrows(() => createEncoder("klingon"), RangeError);
  assertThrows(() => createEncoder("utf-16le"), RangeError);
});

Deno.test("createEncoder: refuses U+FFFD and characters that are only read", () => {
  for (const encoding of ["euc-kr", "shift_jis", "big5", "latin1"]) {
    assertThrows(() => createEncoder(encoding)("\ufffd"), RangeError);
  }
  assertThrows(() => createEncoder("big5")("䏰"), RangeError, "䏰");
});

Deno.test("createEncoder: knows the last single byte and the last pair", () => {
  assertEquals(createEncoder("latin1")("\u0178ÿ").toHex(), "9fff");
  for (const encoding of ["euc-kr", "gbk", "big5"]) {
    const last = new TextDecoder(encoding).decode(Uint8Array.of(0xc6, 0xfe));
    assertEquals(createEncoder(encoding)(last).toHex(), "c6fe", encoding);
  }
});
