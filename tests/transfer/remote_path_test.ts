import { Buffer } from "node:buffer";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import {
  folderOf,
  joined,
  nameOf,
  pathOf,
  shownPath,
  textOfPath,
  tidied,
} from "../../src/transfer/remote_path.ts";

Deno.test("pathOf: returns one character for each byte of the server's encoding", () => {
  assertEquals(pathOf("/가", { name: "a", encoding: "euc-kr" }), "/\xb0\xa1");
  assertEquals(pathOf("/가", { name: "a", encoding: "utf-8" }), "/\xea\xb0\x80");
});

Deno.test("pathOf: a character that the encoding lacks is 24000 and names path and server", () => {
  const error = assertThrows(() => pathOf("/😀", { name: "alpha", encoding: "euc-kr" }), AppError);
  assertEquals(error.code, 24000);
  assertStringIncludes(error.detail ?? "", '"/😀"');
  assertStringIncludes(error.detail ?? "", "alpha");
});

Deno.test("textOfPath: reads what pathOf writes", () => {
  for (const encoding of ["utf-8", "euc-kr", "shift_jis"]) {
    const text = encoding === "shift_jis" ? "/日本" : "/가나";
    assertEquals(textOfPath(pathOf(text, { name: "a", encoding }), encoding), text);
  }
});

Deno.test("shownPath: escapes control characters as JSON does, C1 too", () => {
  const path = Buffer.from("/a\x00\x1f\x7f\x80\x9f\xa0 b").toString("latin1");
  assertEquals(shownPath(path, "utf-8"), "/a\\u0000\\u001f\\u007f\\u0080\\u009f\xa0 b");
});

Deno.test("joined: puts one slash between folder and name", () => {
  assertEquals(joined("/", "a"), "/a");
  assertEquals(joined("/a", "b"), "/a/b");
  assertEquals(joined("/a/", "b"), "/a/b");
});

Deno.test("nameOf, folderOf: return the last name, and the path before it", () => {
  assertEquals([nameOf("/a/b"), folderOf("/a/b")], ["b", "/a"]);
  assertEquals([nameOf("/a"), folderOf("/a")], ["a", "/"]);
  assertEquals([nameOf("/"), folderOf("/")], ["", "/"]);
});

Deno.test("tidied: returns one spelling for each path", () => {
  assertEquals(tidied("//a/./b//c/"), "/a/b/c");
  assertEquals(tidied("/"), "/");
  assertEquals(tidied("/a/../b.c/..."), "/a/../b.c/...");
});
