import { fileState } from "../domain/file_state.ts";

/** Version of a file that does not exist. */
export const MISSING = "missing";
/** Beginning of the version of a file that others than its owner can read or write. */
export const OPEN_TO_OTHERS = "open to others";

/** Returns a text that changes with the file. */
export async function versionOf(path: string): Promise<string> {
  try {
    const info = await Deno.stat(path);
    const isOpen = info.mode !== null && (info.mode & 0o077) !== 0;
    return `${isOpen ? OPEN_TO_OTHERS : "private"} ${fileState(info)}`;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return MISSING;
    throw cause;
  }
}
