import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { variableTables } from "../../src/config/variable_tables.ts";
import { asyncApi } from "../../src/documents/asyncapi.ts";
import { guideTables } from "../../src/documents/guide_tables.ts";
import {
  GUIDE_NAMES,
  type GuideName,
  readGuide,
  readGuides,
  withTables,
} from "../../src/documents/guides.ts";
import { errorCatalogue } from "../../src/protocol/catalogue/catalogue.ts";

const tables = guideTables(variableTables());

/** Returns the first cells of the rows that begin with a name or a number. */
async function firstCells(name: GuideName): Promise<string[]> {
  const text = withTables(await readGuide(name), tables);
  return [...text.matchAll(/^\| \[?`?([\w<>]+)`?[^|]* \|/gm)].map(([, cell = ""]) => cell);
}

Deno.test("readGuides: has every file, each with a title and one sentence", async () => {
  const files = [...await filesIn(""), ...await filesIn("ko/")];
  assertEquals(files.sort(), GUIDE_NAMES.map((name) => `${name}.md`).sort());
  for (const { name, language, title, summary, text } of await readGuides()) {
    assertMatch(title, language === "en" ? /^[A-Z][A-Za-z ]+$/ : /^[\p{Script=Hangul} ]+$/u, name);
    assertMatch(summary, language === "en" ? /^[A-Z][^.`*[]+\.$/ : /^[^.`*[]+니다\.$/, name);
    assertStringIncludes(text, `# ${title}\n`);
  }
});

/** Returns the files of guides in a folder of them, with its path. */
async function filesIn(folder: string): Promise<string[]> {
  const url = new URL(`../../src/documents/guide/${folder}`, import.meta.url);
  const entries = await Array.fromAsync(Deno.readDir(url));
  return entries.filter(({ isFile }) => isFile).map(({ name }) => `${folder}${name}`);
}

Deno.test("readGuides: a guide in Korean has the sections and examples of the other", async () => {
  const guides = await readGuides();
  const inKorean = guides.filter(({ language }) => language === "ko");
  assert(inKorean.length >= 2);
  for (const { name, translation, text } of inKorean) {
    const english = guides.find((guide) => guide.name === translation);
    assertEquals([english?.language, english?.translation], ["en", name]);
    assertEquals(shapeOf(text), shapeOf(english?.text ?? ""), name);
  }
});

/** Returns the beginnings of the headings, items, tables and lines of code of a text, in order. */
function shapeOf(text: string): string[] {
  const lines = text.matchAll(/^(?:#+ |- |\d+\. |\||```\w*|<!-- table: \w+|\w+=[^#\s]*)/gm);
  return [...lines].map(([start]) => start);
}

Deno.test("withTables: fills every placeholder, and refuses an unknown table", async () => {
  for (const guide of await readGuides()) {
    assert(!withTables(guide, tables).includes("<!--"), guide.name);
  }
  const guide = { ...await readGuide("errors"), text: "<!-- table: none -->" };
  assertThrows(() => withTables(guide, tables), Error, "errors has no table none");
});

Deno.test("guideTables: every table is used by a guide", async () => {
  const texts = (await readGuides()).map(({ text }) => text).join("\n");
  for (const name of Object.keys(tables)) assertStringIncludes(texts, `<!-- table: ${name} -->`);
});

Deno.test("protocol: its tables name every message and event once", async () => {
  const { operations, components } = asyncApi("/");
  const { receiveMessage, sendEvent } = operations;
  const types = [receiveMessage, sendEvent].flatMap((operation) => operation?.messages ?? [])
    .map(({ $ref }) => components.messages[$ref.split("/").at(-1) ?? ""]?.name);
  const named = (await firstCells("protocol")).filter((cell) => /^[a-z_]+$/.test(cell));
  assertEquals(named.filter((cell) => !["type", "code"].includes(cell)), types);
});

Deno.test("errors: its table explains every code, in both languages", async () => {
  for (const [name, language] of [["errors", "en"], ["ko/errors", "ko"]] as const) {
    const bare = withTables(await readGuide(name), tables).replaceAll("`", "");
    for (const { code, message, status, meaning, action } of errorCatalogue()) {
      const row = `| ${code} | ${message} | ${status} | ${meaning[language]} | ${
        action[language]
      } |`;
      assertStringIncludes(bare, row);
    }
  }
});

Deno.test("configuration: its tables have every variable, in both languages", async () => {
  const { servers, settings } = variableTables();
  assert(servers.length >= 12 && settings.length >= 16);
  for (const [name, language] of [["configuration", "en"], ["ko/configuration", "ko"]] as const) {
    const text = withTables(await readGuide(name), tables);
    for (const { variable, default: preset, values, meaning } of [...servers, ...settings]) {
      const first = [`\`${variable}\``, preset ? `\`${preset}\`` : "–"];
      const cells = [...first, ...(values ? [values[language]] : []), meaning[language]];
      assertStringIncludes(text, `| ${cells.join(" | ")} |`);
    }
  }
});

Deno.test("guideTables: a message is listed with its fields, and defaults in parentheses", () => {
  const rows = tables.messages?.() ?? "";
  assertStringIncludes(
    rows,
    "| [`open_terminal`](/asyncapi/docs#open_terminal) | " +
      '`server_name`, `cols`? (`80`), `rows`? (`24`), `term`? (`"xterm-256color"`), `window`? |',
  );
  assertStringIncludes(rows, "| [`cancel`](/asyncapi/docs#cancel) | – |");
  const events = tables.events?.() ?? "";
  assertStringIncludes(
    events,
    "| [`hello`](/asyncapi/docs#hello_event) | `name`, `connection_id`, `running` |",
  );
});
