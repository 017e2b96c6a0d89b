import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { ERRORS } from "../src/errors.ts";
import { type Module, readModules } from "./harness/modules.ts";

/** Rooms that each room of `src/` can import, besides itself and the ground. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "app.ts": [
    ...["access", "config", "demo", "health", "http", "jobs", "leases", "log.ts", "operations"],
    ...["open_jobs.ts", "remote.ts", "serve.ts", "sockets", "store"],
  ],
  access: [],
  cli: ["access", "client", "config", "jobs", "log.ts", "output", "ssh", "store"],
  client: [],
  config: [],
  console: ["client"],
  demo: ["ssh2"],
  documents: [],
  health: [],
  http: ["access", "console", "documents", "jobs", "router", "sockets"],
  jobs: ["output"],
  leases: [],
  "log.ts": ["line_limit.ts"],
  operations: ["jobs", "leases", "output", "router"],
  output: [],
  pack: [],
  "open_jobs.ts": ["jobs", "leases", "remote.ts", "store"],
  "remote.ts": ["ssh", "transfer"],
  router: [],
  "serve.ts": ["access", "config", "http", "operations", "sockets", "store"],
  sockets: ["access", "router"],
  ssh: ["ssh2"],
  ssh2: [],
  store: [],
  transfer: ["output"],
};

/** Ground of all rooms. Each part can import the parts before it. */
const GROUND = ["errors.ts", "async", "protocol", "domain"];
/** Rooms that all others can import types from. */
const OPEN_TYPES = ["config", "log.ts"];

/**
 * Only importers of each package, and of the version in `deno.json`. The router imports types of
 * `zod`.
 */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  zod: ["access", "cli", "config", "documents", "protocol", "router"],
  ssh2: ["ssh2"],
  "ssh2/lib/protocol/crypto.js": ["ssh2"],
  marked: ["http"],
  sucrase: ["http"],
  preact: ["console"],
  "preact/hooks": ["console"],
  "@preact/signals": ["console"],
  "@xterm/xterm": ["console"],
  "@xterm/addon-fit": ["console"],
  "@xterm/addon-search": ["console"],
  "@xterm/addon-serialize": ["console"],
  "@xterm/addon-unicode11": ["console"],
  "@xterm/addon-web-links": ["console"],
  "@db/sqlite": ["store"],
  "@std/log": ["log.ts"],
  commander: ["cli"],
  croner: ["jobs"],
  "deno.json": ["app.ts", "cli", "pack"],
  "swagger-ui-dist/swagger-ui-bundle.js": ["http"],
  "swagger-ui-dist/swagger-ui.css": ["http"],
};

const modules = await readModules("src");
const service = modules.filter(({ path }) => !path.startsWith("src/jsr/"));
/** Modules of the library for programs and pages, which imports no other room. */
const library = modules.filter(({ path }) => path.startsWith("src/client/"));
/** Modules that run in browsers: the service sends them as text. */
const page = modules.filter(({ path }) => path.startsWith("src/console/"));

/** Returns the room of a module: a folder of `src/`, or a file there. */
function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** Checks whether a module of the room `from` can import a module of the room `to`. */
function mayImport(from: string, to: string, isType: boolean): boolean {
  if (from === to || MAY_IMPORT[from]?.includes(to)) return true;
  if (from === "client" || from === "console") return false;
  if (isType && OPEN_TYPES.includes(to) && !GROUND.includes(from)) return true;
  const height = GROUND.indexOf(from);
  return (height < 0 ? GROUND : GROUND.slice(0, height)).includes(to);
}

Deno.test("imports: point one way", () => {
  const wrong: string[] = [];
  for (const { path, imports } of service) {
    for (const { target, isType } of imports.filter(({ target }) => target.startsWith("src/"))) {
      if (!mayImport(roomOf(path), roomOf(target), isType)) wrong.push(`${path} imports ${target}`);
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

Deno.test("modules: each is reached from main.ts, the client or the packer", async () => {
  const main = await readModules("main.ts");
  const all = new Map([...main, ...service].map((module) => [module.path, module]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { target } of all.get(path)?.imports ?? []) visit(target);
  };
  visit("main.ts");
  visit("src/client/mod.ts");
  visit("src/console/console.tsx");
  visit("src/pack/pack.ts");
  assertEquals(service.map(({ path }) => path).filter((path) => !reached.has(path)), []);
});

Deno.test("modules: only config/ reads the environment, only sockets/ touches WebSocket", () => {
  const offenders = (pattern: RegExp, room: string) =>
    service.filter((module) => !library.includes(module) && !page.includes(module)).filter((
      { path, text },
    ) => roomOf(path) !== room && pattern.test(text)).map(({ path }) => path);
  assertEquals(offenders(/Deno\.env\b/, "config"), []);
  assertEquals(offenders(/upgradeWebSocket|new WebSocket|bufferedAmount/, "sockets"), []);
});

Deno.test("client: uses WebSocket, fetch, URL, TextEncoder, AbortSignal and timers alone", () => {
  const foreign = /\b(Deno|process|Buffer|document|navigator|localStorage|crypto|location)\b[.[]/;
  // Node 20 has neither of them.
  const newer = /\b(Promise\.withResolvers|Array\.fromAsync|await using)\b/;
  const offenders = library.filter(({ text }) => foreign.test(text) || newer.test(text));
  assertEquals(offenders.map(({ path }) => path), []);
});

Deno.test("modules: stay small enough to be read at once", () => {
  const written = modules.filter(({ path }) => path !== "src/client/wire.ts");
  const lines = written.map(({ text }) => text.split("\n").length).sort((a, b) => a - b);
  const share = (part: number) => lines[Math.floor(lines.length * part)] ?? 0;
  assertLessOrEqual(lines.at(-1) ?? 0, 300, "longest file");
  assertLessOrEqual(share(0.9), 200, "ninth decile");
  assertLessOrEqual(share(0.5), 80, "median");
});

/** Modules that contain kinds of errors without throwing them. */
const NAME_ERRORS = /^src\/(errors\.ts|protocol\/(catalogue|rest\/endpoints?\.ts))/;

/** Checks whether `text` has `word` as a whole word: `4100` and `41000n` are not `41000`. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w.])${word}(?![\\w.])`).test(text);
}

/** Checks whether a module throws the error `kind`: it contains the name in quotes. */
function throwsKind({ path, text }: Module, kind: string): boolean {
  return !NAME_ERRORS.test(path) && hasWord(text, `"${kind}"`);
}

Deno.test("errors: each code is thrown somewhere and expected by a test", async () => {
  const tests = (await readModules("tests")).filter(({ path }) => path.endsWith("_test.ts"));
  const unused = Object.keys(ERRORS).filter((kind) =>
    kind !== "INTERNAL_ERROR" && !modules.some((module) => throwsKind(module, kind))
  );
  assertEquals(unused, []);
  const untested = Object.values(ERRORS).filter(({ code }) =>
    !tests.some(({ text }) => hasWord(text, String(code)))
  );
  assertEquals(untested, []);
});

Deno.test("errors: longer numbers, longer names and the catalogue do not count", () => {
  const module = (path: string, text: string): Module => ({ path, text, imports: [] });
  assert(hasWord("assertEquals(error.code, 41000);", "41000"));
  for (const text of ["410000", "141000", "41000.5", "x41000", "41_000"]) {
    assert(!hasWord(text, "41000"), text);
  }
  assert(throwsKind(module("src/a.ts", 'new AppError("NOT_FOUND")'), "NOT_FOUND"));
  for (
    const other of [
      module("src/a.ts", 'new AppError("SERVER_NOT_FOUND")'),
      module("src/protocol/catalogue/ssh_errors.ts", '["NOT_FOUND"]'),
      module("src/protocol/rest/endpoints.ts", 'errors: ["NOT_FOUND"]'),
    ]
  ) assert(!throwsKind(other, "NOT_FOUND"), other.path);
});
