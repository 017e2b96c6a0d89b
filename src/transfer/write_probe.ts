import type { RemoteFiles } from "../domain/files.ts";
import { joined, nameOf } from "./remote_path.ts";
import type { TemporaryNames } from "./temporary_name.ts";
import type { Traces } from "./traces.ts";
import { about } from "./transfer_failure.ts";

/** Options for {@linkcode tryWriting}. */
export interface WriteProbeOptions {
  /** Server that files are written to. */
  readonly target: RemoteFiles;
  /** Path of the target folder. */
  readonly folder: string;
  /** Names of temporary files. */
  readonly names: TemporaryNames;
  /** Keeps what would have to be removed. */
  readonly traces: Traces;
  /** Called with the path of the temporary file while it is there. */
  readonly whileThere?: (path: string) => Promise<void>;
}

/**
 * Checks that the folder `path` is writable, by making a temporary file in it.
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
    const what = path === folder ? "the transfer's target" : JSON.stringify(nameOf(path));
    throw about(`no file can be made in ${what}`, cause);
  }
  await whileThere?.(probe);
  await target.remove(probe);
  traces.temporaries.delete(probe);
}
