import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { ERRORS } from "../src/errors.ts";
import { type Module, readModules } from "./harness/modules.ts";

/** What each room of `src/` may import, besides itself and what is open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "app.ts": ["demo", "health", "http", "remote.ts", "sockets", "store", "stub"],
  config: [],
  demo: ["ssh2"],
  health: ["protocol"],
  http: ["sockets", "router", "protocol"],
  output: [],
  protocol: [],
  "remote.ts": ["ssh", "stub", "transfer"],
  router: ["protocol"],
  sockets: ["router", "protocol"],
  ssh: ["ssh2"],
  ssh2: [],
  store: [],
  stub: ["router", "output", "protocol"],
  transfer: ["output"],
};

/**
 * Open to all: errors, the words for a connection that failed, and the one way to wait for not too long; and types, but
 * nothing that runs, of the configuration and the log.
 */
const OPEN = ["connect_fault.ts", "errors.ts", "within.ts"];
const OPEN_TYPES = ["config.ts", "log.ts"];

/** The only importers of each package. `zod` is named for types in the router. */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  zod: ["protocol", "config", "router"],
  ssh2: ["ssh2"],
  "ssh2/lib/protocol/crypto.js": ["ssh2"],
  "@db/sqlite": ["store"],
  "@std/log": ["log.ts"],
  "swagger-ui-dist/swagger-ui-bundle.js": ["http"],
  "swagger-ui-dist/swagger-ui.css": ["http"],
};

const modules = await readModules("src");
const service = modules.filter(({ path }) => !path.startsWith("src/jsr/"));

/** `src/stub/lease.ts` is in the room `stub`, `src/app.ts` is its own; `src/config.ts` and `src/config/` are one. */
function roomOf(path: string): string {
  const room = path.split("/")[1] ?? "";
  return room === "config.ts" ? "config" : room;
}

Deno.test("imports: point one way", () => {
  const wrong: string[] = [];
  for (const { path, imports } of service) {
    const from = roomOf(path);
    for (const { target, isType } of imports.filter(({ target }) => target.startsWith("src/"))) {
      const to = roomOf(target);
      const open = OPEN.includes(to) ||
        (isType && OPEN_TYPES.includes(target.slice("src/".length)));
      const own = from === to ||
        (from === "app.ts" && OPEN_TYPES.includes(target.slice("src/".length)));
      if (!open && !own && !MAY_IMPORT[from]?.includes(to)) wrong.push(`${path} imports ${target}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("imports: no cycles, type imports included", () => {
  const byPath = new Map(service.map((module) => [module.path, module]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    assert(!way.includes(path), `cycle: ${[...way, path].join(" -> ")}`);
    if (done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of service) visit(path, []);
});

Deno.test("imports: each package has its own room", () => {
  const wrong: string[] = [];
  for (const { path, imports } of service) {
    for (const { target } of imports) {
      const rooms = IMPORTERS[target];
      const foreign = !target.startsWith("src/") && !target.startsWith("node:") &&
        rooms === undefined;
      if (foreign || (rooms !== undefined && !rooms.includes(roomOf(path)))) {
        wrong.push(`${path} imports ${target}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("modules: each is reached from main.ts", async () => {
  const main = await readModules("main.ts");
  const all = new Map([...main, ...service].map((module) => [module.path, module]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { target } of all.get(path)?.imports ?? []) visit(target);
  };
  visit("main.ts");
  assertEquals(service.map(({ path }) => path).filter((path) => !reached.has(path)), []);
});

Deno.test("modules: only config.ts reads the environment, only sockets/ touches WebSocket", () => {
  const offenders = (pattern: RegExp, room: string) =>
    service.filter(({ path, text }) => roomOf(path) !== room && pattern.test(text)).map((
      { path },
    ) => path);
  assertEquals(offenders(/Deno\.env\b/, "config"), []);
  assertEquals(offenders(/upgradeWebSocket|new WebSocket|bufferedAmount/, "sockets"), []);
});

Deno.test("modules: stay small enough to be read at once", () => {
  const lines = modules.map(({ text }) => text.split("\n").length).sort((a, b) => a - b);
  const share = (part: number) => lines[Math.floor(lines.length * part)] ?? 0;
  assertLessOrEqual(lines.at(-1) ?? 0, 300, "longest file");
  assertLessOrEqual(share(0.9), 200, "ninth decile");
  assertLessOrEqual(share(0.5), 80, "median");
});

/** Modules that name errors without throwing them: the table, its words, the endpoints' lists. */
const NAME_ERRORS = /^src\/(errors\.ts|protocol\/(catalogue|rest\/endpoints?\.ts))/;

/** Checks whether `text` has `word` as a whole word: `4100` and `41000n` are not `41000`. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w.])${word}(?![\\w.])`).test(text);
}

/** Checks whether a module gives the error of `kind`: by its name in quotes, whatever it is passed to. */
function gives({ path, text }: Module, kind: string): boolean {
  return !NAME_ERRORS.test(path) && hasWord(text, `"${kind}"`);
}

Deno.test("errors: each code is thrown somewhere and expected by a test", async () => {
  const tests = (await readModules("tests")).filter(({ path }) => path.endsWith("_test.ts"));
  const unused = Object.keys(ERRORS).filter((kind) =>
    kind !== "INTERNAL_ERROR" && !modules.some((module) => gives(module, kind))
  );
  assertEquals(unused, []);
  const untested = Object.values(ERRORS).filter(({ code }) =>
    !tests.some(({ text }) => hasWord(text, String(code)))
  );
  assertEquals(untested, []);
});

Deno.test("errors: a longer number, a longer name, and the catalogue count for nothing", () => {
  const module = (path: string, text: string): Module => ({ path, text, imports: [] });
  assert(hasWord("assertEquals(error.code, 41000);", "41000"));
  for (const text of ["410000", "141000", "41000.5", "x41000", "41_000"]) {
    assert(!hasWord(text, "41000"), text);
  }
  assert(gives(module("src/a.ts", 'new AppError("NOT_FOUND")'), "NOT_FOUND"));
  for (
    const other of [
      module("src/a.ts", 'new AppError("SERVER_NOT_FOUND")'),
      module("src/protocol/catalogue/english.ts", '["NOT_FOUND"]'),
      module("src/protocol/rest/endpoints.ts", 'errors: ["NOT_FOUND"]'),
    ]
  ) assert(!gives(other, "NOT_FOUND"), other.path);
});
