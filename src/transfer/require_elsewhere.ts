import type { Plan } from "./plan.ts";
import type { RemoteFiles } from "../domain/files.ts";
import { joined } from "./remote_path.ts";
import { transferFailure } from "./transfer_failure.ts";
import { tryWriting, type WriteProbeOptions } from "./write_probe.ts";

/** Both ends of a transfer. */
export interface RequireElsewhereOptions extends Omit<WriteProbeOptions, "whileThere"> {
  /** Server that files are read from. */
  readonly source: RemoteFiles;
}

/**
 * Requires that the target folder is not in a folder that is copied: each run would copy what the one
 * before has copied. One machine can have several names and addresses, so that a file decides which
 * is made in the target folder and looked for at the source.
 *
 * @throws {AppError} 24000 when the target folder is in its own source
 */
export async function requireElsewhere(
  { realFolders }: Plan,
  options: RequireElsewhereOptions,
): Promise<void> {
  const { source, target, folder } = options;
  if (realFolders.size === 0) return;
  const real = await target.realPath(folder);
  const around = [...realFolders].find((path) => `${real}/`.startsWith(joined(path, "")));
  if (around === undefined) return;
  const whileThere = async (probe: string) => {
    if (await source.stat(probe) === undefined) return;
    throw transferFailure(
      `the transfer's target on ${target.server} is in a folder that is copied: choose another one`,
    );
  };
  await tryWriting(real, { ...options, folder: real, whileThere });
}
