import { assert, assertEquals } from "@std/assert";
import { readGuide } from "../../src/documents/guides.ts";
import { consolePage } from "../../src/http/console/console_page.ts";
import { blocksOf } from "../harness/guide.ts";
import { readModules } from "../harness/modules.ts";

const { text } = await readGuide("console");
const modules = await readModules("src/console");

/** Returns the first groups of every match in the code of the console, each once. */
function inCode(pattern: RegExp): string[] {
  const matches = modules.flatMap(({ text }) => [...text.matchAll(pattern)]);
  return [...new Set(matches.map(([, name = ""]) => name))];
}

Deno.test("console: the guide names everything that the browser stores", () => {
  const ofBrowser = inCode(/"(pink-page\.[\w-]+)"/g);
  const keys = inCode(/(?:\b\w*KEY = |\b(?:remember|recall)(?:<[^(]*>)?\()"([a-z][\w-]*)"/g);
  const ofTab = keys.map((key) => `pink-page.${key}`);
  assert(ofBrowser.length >= 2 && ofTab.length >= 1);
  assertEquals([...ofBrowser, ...ofTab].filter((key) => !text.includes(`\`${key}\``)), []);
});

Deno.test("console: the guide names every view by its address", () => {
  const [list = ""] = inCode(/export const VIEWS = \[([^\]]+)\]/g);
  const views = [...list.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  assert(views.length >= 6);
  assertEquals(views.filter((view) => !text.includes(`\`#/${view}`)), []);
});

Deno.test("console: the guide has the policy of the page", () => {
  const user = { name: null, role: "viewer" } as const;
  const state = { user, owner: null, servers: [], transfers: [] };
  const { headers } = consolePage({ version: "x", language: "en", state });
  const policy = headers.get("content-security-policy")?.replaceAll(/'nonce-[^']+'/g, "'nonce-…'");
  const [block = ""] = blocksOf(text, "http");
  assertEquals(
    block.replace(/^Content-Security-Policy:/, "").replaceAll(/\s+/g, " ").trim(),
    policy,
  );
});
