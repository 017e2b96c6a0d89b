import { assertEquals } from "@std/assert";
import { mutated } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("MUTANTS: each fault fits the code, and its tests exist", async () => {
  const problems: string[] = [];
  for (const mutant of MUTANTS) {
    const text = await Deno.readTextFile(new URL(mutant.file, ROOT));
    try {
      mutated(text, mutant);
    } catch (error) {
      problems.push(String(error));
    }
    for (const path of mutant.tests) await Deno.stat(new URL(path, ROOT));
  }
  assertEquals(problems, []);
});

Deno.test("MUTANTS: no fault is listed twice", () => {
  const texts = MUTANTS.map(({ file, find, replace }) => JSON.stringify([file, find, replace]));
  assertEquals(texts.filter((text, index) => texts.indexOf(text) !== index), []);
});
