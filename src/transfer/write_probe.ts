import type { Ends } from "./ends.ts";
import type { Plan } from "./plan.ts";
import { joined, nameOf } from "./remote_path.ts";
import { about, transferFailure } from "./transfer_failure.ts";

/** Options for {@linkcode requireElsewhere}. */
export interface RequireElsewhereOptions extends Ends {
  /** Path of the target folder. */
  readonly folder: string;
}

/** Options for {@linkcode tryWriting}. */
export interface WriteProbeOptions extends Omit<RequireElsewhereOptions, "source"> {
  /** Called with the path of the temporary file while it is there. */
  readonly whileThere?: (path: string) => Promise<void>;
}

/**
 * Checks that the folder `path` is writable, by creating a temporary file in it.
 *
 * @throws {AppError} 24003 or 24000 with the name of the folder
 */
export async function tryWriting(
  path: string,
  { target, folder, names, traces, whileThere }: WriteProbeOptions,
): Promise<void> {
  const probe = joined(path, names.create(Date.now()));
  traces.temporaries.add(probe);
  try {
    const writer = await target.create(probe);
    await writer.finish({ mode: 0o600, modifiedSeconds: 0 });
  } catch (cause) {
    const name = path === folder ? "the transfer's target" : JSON.stringify(nameOf(path));
    throw about(`no file can be made in ${name}`, cause);
  }
  await whileThere?.(probe);
  await target.remove(probe);
  traces.temporaries.delete(probe);
}

/**
 * Requires that the target folder is not in a folder that is copied: each run would copy what the
 * one before has copied. A machine can have several names and addresses, so that a temporary file
 * decides, which is created in the target folder and looked for at the source.
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
