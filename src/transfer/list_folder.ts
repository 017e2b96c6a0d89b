import type { Entry, RemoteFiles } from "../domain/files.ts";
import { isTemporaryName } from "./temporary_name.ts";
import { transferFailure } from "./transfer_failure.ts";

/**
 * Lists a folder. Names become parts of paths on the other server too, where a dishonest server
 * could have files written anywhere: a name that leads out of its folder is refused.
 *
 * @throws {AppError} 24000 for such a name
 */
export async function listFolder(
  files: Pick<RemoteFiles, "list" | "server">,
  folder: string,
): Promise<Entry[]> {
  const entries = await files.list(folder);
  const wrong = entries.find(({ name }) => ["", ".", ".."].includes(name) || /[/\0]/.test(name));
  if (wrong === undefined) return entries;
  throw transferFailure(`${files.server} tells of a file whose name cannot be one`);
}

/** Lists a folder of the source, without the temporary files of transfers into that folder. */
export async function listSource(
  files: Pick<RemoteFiles, "list" | "server">,
  folder: string,
): Promise<Entry[]> {
  return (await listFolder(files, folder)).filter(({ name }) => !isTemporaryName(name));
}
