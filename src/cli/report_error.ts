import { type Explained, PinkPageError } from "../client/mod.ts";
import { visible } from "../log.ts";
import type { Io } from "./io.ts";

/** Languages of the catalogue. */
export type Language = "en" | "ko";

/** Returns the language of the messages: that of `LC_ALL`, `LC_MESSAGES` or `LANG`. */
export function languageOf({ env }: Pick<Io, "env">): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^ko(?![a-z])/i.test(locale) ? "ko" : "en";
}

/** Prints an error on standard error: its code and text, and what the catalogue says about it. */
export async function reportError(io: Pick<Io, "env" | "stderr">, error: unknown): Promise<void> {
  if (!isCoded(error)) return printError(io, textOf(error));
  const { meaning, action } = await explain(error, languageOf(io));
  printError(io, error.message, [meaning, action]);
}

/** Prints a message on standard error, and below it indented lines. */
export function printError(
  { env, stderr }: Pick<Io, "env" | "stderr">,
  message: string,
  more: readonly string[] = [],
): void {
  const isColoured = stderr.isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  const name = isColoured ? "\x1b[31mpink-page:\x1b[39m" : "pink-page:";
  const [first = "", ...rest] = message.split("\n");
  const lines = [
    `${name} ${visible(first)}`,
    ...[...rest, ...more].map((text) => `  ${visible(text)}`),
  ];
  stderr.write(lines.map((line) => `${line}\n`).join(""));
}

/** Checks for an error of the client that the catalogue explains. */
function isCoded(error: unknown): error is PinkPageError & { readonly code: number } {
  return error instanceof PinkPageError && error.code !== null && error.reason === "error";
}

/** Explains an error by the catalogue here, or by that of a newer service. */
async function explain(
  error: PinkPageError & { readonly code: number },
  language: Language,
): Promise<Explained> {
  const { errorCatalogue } = await import("../protocol/catalogue/catalogue.ts");
  const entry = errorCatalogue().find(({ code }) => code === error.code);
  if (entry === undefined) return await error.explain(language);
  return { meaning: entry.meaning[language], action: entry.action[language] };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
