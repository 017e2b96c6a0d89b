import type { Server } from "../domain/server.ts";
import type { Report } from "./settings.ts";

/** Reports each `<NAME>_KEY_FILE` that names no file this process can read. */
export async function checkKeyFiles(
  servers: readonly Pick<Server, "name" | "keyFile">[],
  report: Report,
): Promise<void> {
  for (const { name, keyFile } of servers) {
    const fault = keyFile === undefined ? undefined : await fileFault(keyFile);
    if (fault === undefined) continue;
    report(`${name.toUpperCase()}_KEY_FILE`, fault, "/home/operator/.ssh/id_ed25519");
  }
}

async function fileFault(path: string): Promise<string | undefined> {
  try {
    const { isDirectory, isFile } = await Deno.stat(path);
    if (isDirectory) return "names a folder, not a file";
    // Opening a pipe waits for its writer.
    if (isFile) (await Deno.open(path)).close();
    return undefined;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "names a file that does not exist";
    if (cause instanceof Deno.errors.PermissionDenied) return "names a file that cannot be read";
    return "names a file that cannot be opened";
  }
}
