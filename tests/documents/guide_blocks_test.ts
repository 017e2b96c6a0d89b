import { assert, assertEquals } from "@std/assert";
import PROJECT from "../../deno.json" with { type: "json" };
import { readGuides } from "../../src/documents/guides.ts";
import { blocksOf } from "../harness/guide.ts";

/** Languages of code, each tried by a test: here, or beside the guide that has it. */
const TRIED = ["sh", "json", "jsonl", "jsonc", "js", "ts", "diff", "nginx", "http"];
/** Output for people, and drawings. */
const SHOWN = ["text", ""];

const README = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
const texts = [README, ...(await readGuides()).map(({ text }) => text)];

Deno.test("guides: each block of code is of a language that a test tries", () => {
  const fences = texts.flatMap((text) => [...text.matchAll(/^ *```(.*)$/gm)]);
  // Every second fence ends a block.
  const languages = new Set(fences.filter((_, i) => i % 2 === 0).map(([, name = ""]) => name));
  assertEquals([...languages].filter((name) => ![...TRIED, ...SHOWN].includes(name)), []);
});

Deno.test("guides: commands for a shell can be parsed", async () => {
  const blocks = texts.flatMap((text) => blocksOf(text, "sh"));
  assert(blocks.length >= 10);
  for (const block of blocks) {
    const shell = new Deno.Command("sh", { args: ["-n", "-c", block], stderr: "piped" });
    const { success, stderr } = await shell.output();
    assert(success, `${block}${new TextDecoder().decode(stderr)}`);
  }
});

Deno.test("guides: the tasks that they name exist", () => {
  const named = new Set(
    texts.flatMap((text) => [...text.matchAll(/deno task ([a-z][\w:]*)/g)]).map(([, name]) => name),
  );
  assert(named.size > 10);
  assertEquals([...named].filter((name = "") => !(name in PROJECT.tasks)), []);
});

Deno.test("guides: JSON can be parsed", () => {
  const blocks = texts.flatMap((text) => blocksOf(text, "json"));
  const lines = texts.flatMap((text) => blocksOf(text, "jsonl")).flatMap((block) =>
    block.trim().split("\n")
  );
  assert(blocks.length >= 1 && lines.length >= 6);
  for (const text of [...blocks, ...lines]) JSON.parse(text);
});
