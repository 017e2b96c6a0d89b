import { Buffer } from "node:buffer";
import { createEncoder } from "../output/encode.ts";
import { transferFailure } from "./transfer_failure.ts";

/** The configured path `text`, as `server` writes it. @throws {AppError} 24000 for a character that its encoding lacks */
export function pathOf(
  text: string,
  { name, encoding }: { name: string; encoding: string },
): string {
  try {
    return Buffer.from(createEncoder(encoding)(text)).toString("latin1");
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw transferFailure(`${JSON.stringify(text)} can not be written in the encoding of ${name}`);
  }
}

/** The text of a path, which patterns are matched against. */
export function textOfPath(path: string, encoding: string): string {
  return new TextDecoder(encoding).decode(Buffer.from(path, "latin1"));
}

/** A path as people read it; control characters are escaped as in JSON. */
export function shownPath(path: string, encoding: string): string {
  const text = textOfPath(path, encoding);
  // deno-fmt-ignore
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, (char) =>
    `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The path of `name` in `folder`. */
export function joined(folder: string, name: string): string {
  return folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path of the folder that holds what is at `path`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** An absolute path in one spelling: no empty segment, no `.`, no slash at the end. */
export function tidied(path: string): string {
  return `/${path.split("/").filter((segment) => segment !== "" && segment !== ".").join("/")}`;
}
