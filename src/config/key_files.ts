import type { Server } from "../domain/server.ts";
import { SERVER_VARIABLES } from "./server_variables.ts";
import type { Report } from "./setting.ts";

/** Reports each `<NAME>_KEY_FILE` that names no file which this process can read. */
export async function checkKeyFiles(
  servers: readonly Pick<Server, "name" | "keyFile">[],
  report: Report,
): Promise<void> {
  for (const { name, keyFile } of servers) {
    const fault = keyFile === undefined ? undefined : await fileFault(keyFile);
    if (fault === undefined) continue;
    report(`${name.toUpperCase()}_KEY_FILE`, fault, SERVER_VARIABLES.KEY_FILE.example);
  }
}

/** Returns the reason why the file cannot be read, or `undefined` when it can. */
export async function fileFault(path: string): Promise<string | undefined> {
  try {
    const { isDirectory, isFile } = await Deno.stat(path);
    if (isDirectory) return "names a folder, not a file";
    // A pipe is not opened: that would wait for its writer.
    if (isFile) (await Deno.open(path)).close();
    return undefined;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "names a file that does not exist";
    if (cause instanceof Deno.errors.PermissionDenied) return "names a file that cannot be read";
    return "names a file that cannot be opened";
  }
}
