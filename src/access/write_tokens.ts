import { lchown } from "node:fs/promises";
import { readTokens } from "./read_tokens.ts";
import type { TokenEntry } from "./token_list.ts";

/**
 * Replaces the tokens by what `change` makes of them, at once: a reader sees the old list or the
 * new one. The file has the mode 0600, and its owner stays; that of a new file is the folder's. A
 * missing folder is created. A lock file keeps a second change out until this one is written.
 *
 * @throws {Error} when the file is broken or cannot be written, and what `change` throws
 */
export async function changeTokens(
  path: string,
  change: (tokens: readonly TokenEntry[]) => readonly TokenEntry[],
): Promise<void> {
  const folder = /^(.*)\/[^/]*$/.exec(path)?.[1] || ".";
  await Deno.mkdir(folder, { recursive: true });
  const owner = await Deno.stat(path).catch(() => Deno.stat(folder));
  using _lock = await lock(`${path}.lock`);
  await give(`${path}.lock`, owner);
  const text = `${JSON.stringify(change(await readTokens(path)), null, 2)}\n`;
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
    await give(temporary, owner);
    await Deno.rename(temporary, path);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    throw cause;
  }
}

/** Waits for the lock of the file, which the system releases with the process at the latest. */
async function lock(path: string): Promise<Disposable> {
  const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
  await file.lock(true);
  return { [Symbol.dispose]: () => file.close() };
}

/**
 * Gives a file to an owner. Only root can: the file of another user stays as it is. A symbolic link
 * is not followed, since the owner of the folder could lead root to any file.
 */
async function give(path: string, { uid, gid }: Deno.FileInfo): Promise<void> {
  await lchown(path, uid ?? -1, gid ?? -1).catch((cause) => {
    if (cause.code !== "EPERM") throw cause;
  });
}
