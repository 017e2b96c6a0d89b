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
  const folder = new URL("../../src/documents/guide/", import.meta.url);
  const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(files.sort(), GUIDE_NAMES.map((name) => `${name}.md`).sort());
  for (const { name, title, summary, text } of await readGuides()) {
    assertMatch(title, /^[A-Z][A-Za-z ]+$/, name);
    assertMatch(summary, /^[A-Z][^.`*[]+\.$/, name);
    assertStringIncludes(text, `# ${title}\n`);
  }
});

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

Deno.test("errors: its tables explain every code in both languages", async () => {
  const text = withTables(await readGuide("errors"), tables);
  const bare = text.replaceAll("`", "");
  for (const { code, message, status, meaning, action } of errorCatalogue()) {
    for (const language of ["en", "ko"] as const) {
      const row = `| ${code} | ${message} | ${status} | ${meaning[language]} | ${
        action[language]
      } |`;
      assertStringIncludes(bare, row);
    }
  }
});

Deno.test("configuration: its tables have every variable with default and meaning", async () => {
  const { servers, settings } = variableTables();
  const text = withTables(await readGuide("configuration"), tables);
  assert(servers.length >= 12 && settings.length >= 16);
  for (const { variable, default: preset, meaning } of [...servers, ...settings]) {
    assertStringIncludes(text, `| \`${variable}\` | ${preset ? `\`${preset}\`` : "–"} | `);
    assertStringIncludes(text, ` | ${meaning} |`);
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
