import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import {
  ENTRY,
  LATE_PACKAGES,
  LATE_STYLES,
  SOURCES,
  STYLES,
  type Texts,
} from "../../console/assets.js";
import { fileOf } from "./console_page.ts";
import { joinedScripts } from "./joined_scripts.ts";

/** Encoding of a body (RFC 9110, 8.4.1; RFC 7932). */
export type Encoding = "br" | "gzip";

/** Version of the files, or the body of one of them. A later body replaces the one before. */
export type Made =
  | { readonly version: string }
  | {
    readonly name: string;
    readonly encoding: Encoding;
    readonly body: Uint8Array<ArrayBuffer>;
  };

/** Quality of brotli for the first visitor: as quick as gzip, and smaller. */
const QUICK = 5;
/** Best quality of brotli, which takes 0.3 s for 150 KB. */
const BEST = 11;

/**
 * Makes the files of the console: TypeScript becomes JavaScript, and all is compressed, quickly.
 * Hands each to `post` when it is made, after the version. Resolves to the texts of the files.
 *
 * @throws {Error} when a module is missing or cannot be compiled
 */
export async function makeFiles(post: (made: Made) => void): Promise<Map<string, string>> {
  const [sources, styles, lateStyles, packages] = await Promise.all(
    [SOURCES, STYLES, LATE_STYLES, LATE_PACKAGES].map(loaded),
  ) as [Loaded, Loaded, Loaded, Loaded];
  post({ version: await hashOf([sources, styles, lateStyles, packages]) });
  const texts = new Map<string, string>();
  const add = (name: string, text: string) => {
    texts.set(name, text);
    const bytes = new TextEncoder().encode(text);
    post({ name, encoding: "br", body: brotli(bytes, QUICK) });
    post({ name, encoding: "gzip", body: new Uint8Array(gzipSync(bytes)) });
  };
  add("console.css", joinedStyles(styles));
  for await (const { name, text } of joinedScripts({ entry: ENTRY, sources })) add(name, text);
  add("late.css", joinedStyles(lateStyles));
  for (const [name, text] of packages) add(fileOf(name), withoutSourceMap(text));
  return texts;
}

/** Compresses the files as small as brotli can, and hands each to `post`. */
export function improveFiles(
  texts: ReadonlyMap<string, string>,
  post: (made: Made) => void,
): void {
  for (const [name, text] of texts) {
    post({ name, encoding: "br", body: brotli(new TextEncoder().encode(text), BEST) });
  }
}

function brotli(bytes: Uint8Array, quality: number): Uint8Array<ArrayBuffer> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  return new Uint8Array(brotliCompressSync(bytes, { params }));
}

/** Texts of files by path. */
type Loaded = ReadonlyMap<string, string>;

async function loaded(files: Texts): Promise<Loaded> {
  const texts = Object.entries(files).map(async ([path, load]): Promise<[string, string]> => [
    path,
    (await load()).default,
  ]);
  return new Map(await Promise.all(texts));
}

/** Joins styles, without indents and comments but those of licences, which begin with two stars. */
function joinedStyles(styles: Loaded): string {
  return [...styles.values()].join("\n").replaceAll(/\/\*(?!\*)[^]*?\*\/|^\s+/gm, "");
}

/** Removes the address of a source map, which the service does not have. */
function withoutSourceMap(text: string): string {
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

/** Returns a short hash of the names and texts of files. */
async function hashOf(files: readonly Loaded[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(files.map((texts) => [...texts])));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.slice(0, 12).toBase64({ alphabet: "base64url" });
}
