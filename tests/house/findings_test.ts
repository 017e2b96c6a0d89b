import { assertEquals } from "@std/assert";
import { riddles, unfinished, unwanted, verbless } from "./prose.ts";
import { parse, type Source } from "./source.ts";
import { namesakes, twins } from "./twins.ts";
import { unannounced } from "./undocumented.ts";

function parsed(text: string, path = "src/a.ts"): Source {
  return parse({ path, text, imports: [] });
}

Deno.test("riddles: are sentences of doc comments and of joined line comments", () => {
  const text = `
/** Who asks. */
const a = 1;
/** Whether it is so. */
const b = true;
/** Returns a number. Of old it was another. */
function c() {}
/** Whether it is so. */
function d() {}
// A first line, and
// a second. To end, a third one.
// What {@linkcode a} says.
`;
  const places = riddles([parsed(text)]).map((finding) => finding.split(" ")[0]);
  assertEquals(places, [2, 6, 8, 10].map((line) => `src/a.ts:${line}`));
});

Deno.test("verbless: functions, methods and signatures, but no getters and no fields", () => {
  const text = `
/** The answer. */
export function a() {}
class B {
  /** The answer. */
  get b() { return 1; }
  /** The answer. */
  c() {}
  /** Returns the answer. */
  d() {}
}
interface C {
  /** The answer. */
  e(): void;
  /** The answer. */
  readonly f: () => void;
}
`;
  const places = verbless([parsed(text)]).map((finding) => finding.split(" ")[0]);
  assertEquals(places, [2, 7, 13].map((line) => `src/a.ts:${line}`));
});

Deno.test("unfinished: a description without a full stop, tags left out", () => {
  const text = `
/** An answer */
/** An answer. @throws {AppError} 10000 */
/**
 * An answer
 *
 * @returns nothing
 */
`;
  assertEquals(unfinished([parsed(text)]).length, 2);
});

Deno.test("unwanted: words of texts, comments and names", () => {
  const text = 'const giveBack = "it can not"; // goodbye\nconst open = isHeard(placeholder);';
  const found = ["1 give Back", "1 can not", "1 goodbye", "2 Heard"];
  assertEquals(unwanted([parsed(text)]), found.map((word) => `src/a.ts:${word}`));
});

Deno.test("twins: same members in any order in another file; namesakes: schemas too", () => {
  const text = "export interface A { readonly a: string; b(): void }";
  const sources = [
    parsed(text),
    parsed(`${text}\nexport type B = { b(): void; a: string };`, "src/b.ts"),
    parsed("export const C = z.object({ b: z.number(), a: z.string() });", "src/c.ts"),
  ];
  assertEquals(twins(sources), ["src/a.ts A = src/b.ts A", "src/a.ts A = src/b.ts B"]);
  assertEquals(namesakes(sources).length, 5);
});

Deno.test("unannounced: thrown or rejected with, in the function or in one inside it", () => {
  const thrown = 'new AppError("NOT_FOUND")';
  const text = `
/** Throws. @throws {AppError} 13000 */
export function a() { throw ${thrown}; }
/** Throws. @throws {AppError} 12000 */
export function b() { throw ${thrown}; }
/** Throws. */
function c() { return () => { throw ${thrown}; }; }
/** Rejects. */
async function d() { return Promise.reject(${thrown}); }
/** Returns an error. */
function e() { return ${thrown}; }
`;
  const names = unannounced([parsed(text)]).map((finding) => finding.split(" ")[1]);
  assertEquals(names, ["b", "c", "d"]);
});
