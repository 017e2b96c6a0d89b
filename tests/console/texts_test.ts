import { assertEquals } from "@std/assert";
import ts from "typescript";
import { readModules } from "../harness/modules.ts";
import { textEntries } from "./text_entries.ts";

/** Names that are the same in both languages, and keys. */
const NAMES = /^(?:Pink-Page|English|한국어|UTC|[A-Z][a-z]*(?:\+[\w+]*)+)$/;
/** Attributes with text for people. */
const SPOKEN = ["alt", "aria-label", "aria-description", "label", "placeholder", "title", "text"];

const modules = await readModules("src/console");
const entries = textEntries(modules);

Deno.test("texts: none is missing, and none is the same in both languages", () => {
  const wrong = entries.filter(({ en, ko }) => ko === "" || (en === ko && /\p{L}{2}/u.test(en)));
  assertEquals(wrong, []);
});

Deno.test("texts: Korean is Hangul, English has none", () => {
  const hangul = /\p{Script=Hangul}/u;
  const wrong = entries.filter(({ en, ko }) => hangul.test(en) || !hangul.test(ko));
  assertEquals(wrong.map(({ table, key }) => `${table}: ${key}`), []);
});

Deno.test("texts: each is used", () => {
  const others = modules.filter(({ path }) => !path.endsWith("_texts.ts"))
    .map(({ text }) => text).join("\n");
  const unused = entries.filter(({ key }) => !new RegExp(`\\b${key}\\b`).test(others));
  assertEquals(unused.map(({ table, key }) => `${table}: ${key}`), []);
});

Deno.test("texts: components have none of their own", () => {
  const wrong = modules.filter(({ path }) => path.endsWith(".tsx")).flatMap(({ path, text }) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    return wordsOf(file).filter((words) => !NAMES.test(words)).map((words) => `${path}: ${words}`);
  });
  assertEquals(wrong, []);
});

/** Returns the literal words that a component shows or has a screen reader say. */
function wordsOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) found.push(node.text.trim());
    else if (ts.isJsxAttribute(node) && SPOKEN.includes(node.name.getText())) {
      if (node.initializer && ts.isStringLiteral(node.initializer)) {
        found.push(node.initializer.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter((text) => /\p{L}{2}/u.test(text));
}
