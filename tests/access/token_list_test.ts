import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseTokenList, principalOf } from "../../src/access/token_list.ts";
import { entryOf } from "../harness/tokens.ts";

const SECRET = "pp_marked-secret";
const FULL = await entryOf("night batch", {
  role: "admin",
  expires_at: "2027-01-01T00:00:00+09:00",
  servers: ["a"],
  operations: ["command", "terminal", "transfer", "job"],
  commands: ["ls( -l)?"],
});
const BARE = await entryOf("운영자.1_@-");

/** Returns the message of the error for a list. */
function faultOf(list: unknown): string {
  const text = typeof list === "string" ? list : JSON.stringify(list);
  return assertThrows(() => parseTokenList(text), Error).message;
}

Deno.test("parseTokenList: reads every field, and no list but an array", () => {
  assertEquals(parseTokenList(JSON.stringify([FULL, BARE])), [FULL, BARE]);
  assertEquals(parseTokenList("[]"), []);
  assertEquals(faultOf(`[${SECRET}]`), "the text is not JSON");
  assertEquals(faultOf(""), "the text is not JSON");
  assertMatch(faultOf({ tokens: [FULL] }), /^the list Invalid input: expected array/);
});

Deno.test("parseTokenList: each faulty field is named with its entry, without its value", () => {
  const faults: Record<string, readonly unknown[]> = {
    name: ["", " a", "x".repeat(65), "a\nb", "a<b", `${SECRET}!`, 1, undefined],
    role: ["root", "anyone", SECRET, undefined],
    sha256: ["A".repeat(64), "0".repeat(63), "0".repeat(65), SECRET, undefined],
    created_at: ["yesterday", SECRET, undefined],
    expires_at: ["2027-01-01", SECRET, null],
    servers: [[], SECRET],
    operations: [[], SECRET],
    commands: [[], SECRET],
    "servers.0": [[""]],
    "operations.0": [["shell"], [SECRET]],
    "commands.0": [["(marked-secret"], ["a)|(b"], [""], ["x".repeat(1_025)]],
  };
  for (const [path, values] of Object.entries(faults)) {
    const [field = ""] = path.split(".");
    for (const value of values) {
      const message = faultOf([BARE, { ...FULL, [field]: value }]);
      assertMatch(message, new RegExp(`^1\\.${path} `), JSON.stringify(value));
      assertEquals(message.includes("marked-secret"), false, message);
    }
  }
});

Deno.test("parseTokenList: an unknown field is refused, so that a misspelt scope limits", () => {
  assertMatch(faultOf([{ ...FULL, server: ["a"] }]), /^0 Unrecognized key: "server"$/);
});

Deno.test("parseTokenList: a name or a hash cannot be there twice", () => {
  assertEquals(faultOf([FULL, { ...BARE, name: FULL.name }]), "the list has a name twice");
  assertEquals(faultOf([FULL, { ...BARE, sha256: FULL.sha256 }]), "the list has a sha256 twice");
});

Deno.test("principalOf: has the name, the role and the scopes of the entry", () => {
  const { servers, operations, commands } = FULL;
  assertEquals(principalOf(FULL), {
    name: "night batch",
    role: "admin",
    scopes: { servers, operations, commands },
  });
  assertEquals(Object.values(principalOf(BARE).scopes), [undefined, undefined, undefined]);
});
