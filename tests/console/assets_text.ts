import { type Module, readModules } from "../harness/modules.ts";

/** Modules of packages that the first scripts have, by name. */
const PACKAGES = [
  "preact",
  "preact/hooks",
  "preact/jsx-runtime",
  "@preact/signals",
  "@preact/signals-core",
];

/** Styles of the first view, in the order in which they are joined. */
const STYLES = [
  "console/tokens.css",
  "console/console.css",
  "console/views/servers/servers.css",
  "console/views/workflow/workflow_list.css",
];

/** Addons of the terminal. */
const ADDONS = ["fit", "search", "serialize", "unicode11", "web-links"];

/** Start of the module. */
const HEAD = `// @ts-self-types="./assets.d.ts"
// Files of the console, which the service sends to browsers as text, by \`deno task assets\`.
// The list is JavaScript: it keeps the types of browsers out of the check of the service.

/** Module that runs first. */
export const ENTRY = "console/console.tsx";
`;

/** Returns the text of `src/console/assets.js`, from the files of the console and the client. */
export async function assetsText(): Promise<string> {
  const modules = [...await readModules("src/client"), ...await readModules("src/console")];
  const sources = modules.filter(hasCode).map(({ path }) => nameOf(path)).sort();
  const lateStyles = (await stylesIn("src/console")).filter((name) => !STYLES.includes(name));
  const addons = ADDONS.map((name) => `@xterm/addon-${name}`);
  return [
    HEAD,
    table("SOURCES", "Modules, those of the client library and of packages among them.", [
      ...sources.map(fileEntry),
      ...PACKAGES.map((name) => [name, name] as const),
    ]),
    table("STYLES", "Styles of the first view, in the order in which they are joined.", [
      ...STYLES.map(fileEntry),
    ]),
    table("LATE_STYLES", "Styles of the views that are loaded late.", [
      ["@xterm/xterm.css", "@xterm/xterm/css/xterm.css"],
      ...lateStyles.sort().map(fileEntry),
    ]),
    table(
      "LATE_PACKAGES",
      "Packages that the page loads with its first terminal, as modules of their own.",
      [
        ["@xterm/xterm", "@xterm/xterm/lib/xterm.mjs"],
        ...addons.map((name) => [name, `${name}/lib/${name.slice("@xterm/".length)}.mjs`] as const),
      ],
    ),
  ].join("\n");
}

/** Checks whether a module has more than types, so that a browser needs it. */
function hasCode({ text }: Module): boolean {
  const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  return /^(?:export )?(?:async )?(?:function|const|class|let)\b|^export \{|^[a-z]+\(/m.test(code);
}

/** Returns the paths of the styles below a folder, from `src/`. */
async function stylesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(`../../${folder}`, import.meta.url))
  ) {
    if (isDirectory) found.push(...await stylesIn(`${folder}/${name}`));
    else if (name.endsWith(".css")) found.push(nameOf(`${folder}/${name}`));
  }
  return found;
}

function nameOf(path: string): string {
  return path.slice("src/".length);
}

/** Returns the name of a file and its address from the list. */
function fileEntry(name: string): readonly [string, string] {
  const [room, ...rest] = name.split("/");
  return [name, room === "console" ? `./${rest.join("/")}` : `../${name}`];
}

/** Returns an exported table of loaders, as `deno fmt` writes it. */
function table(name: string, doc: string, entries: readonly (readonly [string, string])[]): string {
  const lines = entries.map(([key, path]) => {
    const load = `import("${path}", { with: { type: "text" } }),`;
    const line = `  "${key}": () => ${load}`;
    return line.length > 100 ? `  "${key}": () =>\n    ${load}` : line;
  });
  return `/** ${doc} */\nexport const ${name} = {\n${lines.join("\n")}\n};\n`;
}
