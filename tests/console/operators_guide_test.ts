import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readGuide } from "../../src/documents/guides.ts";
import { readModules } from "../harness/modules.ts";
import { textEntries } from "./text_entries.ts";

const modules = await readModules("src/console");
const entries = textEntries(modules);

/** Returns the texts of the console that a guide names: labels in bold, sentences in quotes. */
async function labelsOf(name: "operators" | "ko/operators"): Promise<Set<string>> {
  const { text } = await readGuide(name);
  const prose = text.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/\s+/g, " ");
  const labels = prose.matchAll(/\*\*(.+?)\*\*|"(.+?)"/g);
  return new Set([...labels].map(([, label, sentence = ""]) => label ?? sentence));
}

Deno.test("operators: its labels are those of the console, in both languages", async () => {
  const english = await labelsOf("operators");
  const korean = await labelsOf("ko/operators");
  assert(english.size >= 20);
  const isNamed = (labels: Set<string>, text: string) => labels.has(text.replaceAll('"', ""));
  const without = [...english].filter((label) =>
    !entries.some(({ en, ko }) => en === `"${label}"` && isNamed(korean, ko))
  );
  const foreign = [...korean].filter((label) =>
    !entries.some(({ en, ko }) => ko === `"${label}"` && isNamed(english, en))
  );
  assertEquals([without, foreign], [[], []]);
});

Deno.test("operators, console: the keys that leave a terminal are the right ones", async () => {
  const { text: code = "" } = modules.find(({ path }) => path.endsWith("/leave_keys.ts")) ?? {};
  const [, keys = "none"] = /LEAVE_KEYS = "(.+)"/.exec(code) ?? [];
  for (const name of ["operators", "ko/operators", "console"] as const) {
    assertStringIncludes((await readGuide(name)).text, keys);
  }
});
