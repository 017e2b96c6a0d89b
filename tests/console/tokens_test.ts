import { assert, assertEquals } from "@std/assert";

const FOLDER = new URL("../../src/console/", import.meta.url);
const TOKENS = await Deno.readTextFile(new URL("tokens.css", FOLDER));

/** Grounds on which text stands. */
const GROUNDS = ["paper", "surface", "sunken"];
/** Colours of text, links and states. */
const TEXTS = ["ink", "ink-2", "accent", "up", "down", "warn", "info"];
/** Colours of a terminal's text. */
const ANSI = [...TOKENS.matchAll(/--(ansi-[a-z-]+):/g)].map(([, name = ""]) => name);

/** Returns the colour of a token in a theme, such as `#fbfaf9`. */
function colour(name: string, theme: "light" | "dark"): string {
  const [, light = "", dark = ""] =
    new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\);`).exec(TOKENS) ?? [];
  assert(light !== "", `the token ${name} has two colours`);
  return theme === "light" ? light : dark;
}

/** Returns the relative luminance of a colour (WCAG 2.2, definitions). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Returns the contrast of two colours (WCAG 2.2, definitions). */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Returns the pairs of tokens in both themes whose contrast is below `least`. */
function faint(texts: readonly string[], grounds: readonly string[], least: number): string[] {
  const themes = ["light", "dark"] as const;
  return themes.flatMap((theme) =>
    texts.flatMap((text) =>
      grounds.flatMap((ground) => {
        const found = contrast(colour(text, theme), colour(ground, theme));
        return found < least ? [`${theme}: ${text} on ${ground} is ${found.toFixed(2)}`] : [];
      })
    )
  );
}

Deno.test("tokens: text has a contrast of 4.5 on every ground, in both themes", () => {
  assertEquals(faint(TEXTS, [...GROUNDS, "wash", "warn-wash"], 4.5), []);
  assertEquals(faint(["on-accent"], ["accent"], 4.5), []);
  // Black is the colour of a ground in a dark terminal; xterm raises the contrast of text itself.
  const shown = ANSI.filter((name) => name !== "ansi-black");
  assertEquals(faint(shown, ["surface"], 4.5), []);
});

Deno.test("tokens: the border of a control has a contrast of 3", () => {
  assertEquals(faint(["edge"], GROUNDS, 3), []);
});

Deno.test("tokens: no other style has literal colours, sizes or times", async () => {
  const wrong: string[] = [];
  for (const path of await styles(FOLDER)) {
    const text = await Deno.readTextFile(path);
    // A media query cannot read a token.
    const rules = text.replaceAll(/@media[^{]*|\/\*[^]*?\*\//g, "");
    const literals = rules.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\b\d*\.?\d+(?:px|r?em|ms|pt)\b/g);
    wrong.push(...(literals ?? []).map((literal) => `${path.pathname}: ${literal}`));
  }
  assertEquals(wrong, []);
});

Deno.test("tokens: each is used, and each that is used exists", async () => {
  const texts = await Promise.all((await sources(FOLDER)).map((path) => Deno.readTextFile(path)));
  const all = texts.join("\n");
  const declared = new Set(
    [...TOKENS.matchAll(/^ {2,4}--([a-z0-9-]+):/gm)].map(([, name]) => name),
  );
  const used = new Set([...all.matchAll(/var\(--([a-z0-9-]+)/g)].map(([, name]) => name));
  // Scripts read the colours of a terminal by the names of xterm.
  const isUsed = (name = "") => used.has(name) || name.startsWith("ansi-");
  assertEquals([...declared].filter((name) => !isUsed(name)), []);
  // Scripts set this one: the height of a soft keyboard.
  declared.add("covered");
  assertEquals([...used].filter((name) => !declared.has(name)), []);
});

Deno.test("styles: a class has its rule in one file", async () => {
  const files = new Map<string, Set<string>>();
  for (const path of await styles(FOLDER)) {
    const text = await Deno.readTextFile(path);
    for (const [, name = ""] of text.matchAll(/^\.([\w-]+)(?=,$| \{$)/gm)) {
      files.set(name, (files.get(name) ?? new Set()).add(path.pathname));
    }
  }
  const shared = [...files].filter(([, paths]) => paths.size > 1).map(([name]) => name);
  assertEquals(shared, []);
});

async function styles(folder: URL): Promise<URL[]> {
  return (await sources(folder)).filter(({ pathname }) =>
    pathname.endsWith(".css") && !pathname.endsWith("/tokens.css")
  );
}

/** Returns the files below a folder. */
async function sources(folder: URL): Promise<URL[]> {
  const files: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await sources(new URL(`${name}/`, folder)));
    else files.push(new URL(name, folder));
  }
  return files;
}
