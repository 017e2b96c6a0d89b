import { Buffer } from "node:buffer";
import { shellQuoted } from "../shell_quoted.ts";
import { bytesOf } from "./path_bytes.ts";

/** Text that is shell already. */
interface Raw {
  readonly shell: string;
}

/** Marks `shell` as text that {@linkcode shellLine} does not quote. */
export function raw(shell: string): Raw {
  return { shell };
}

/** Returns a line of shell. Each path in it is one word, and a list of paths several words. */
export function shellLine(
  texts: TemplateStringsArray,
  ...values: (string | readonly string[] | Raw)[]
): Buffer {
  const written = values.map((value) => {
    if (typeof value === "object" && "shell" in value) return Buffer.from(value.shell);
    const words = [value].flat().map((path) => shellQuoted(bytesOf(path)).toString("latin1"));
    return Buffer.from(words.join(" "), "latin1");
  });
  return Buffer.concat(
    texts.flatMap((text, i) => [Buffer.from(text), written[i] ?? Buffer.alloc(0)]),
  );
}
