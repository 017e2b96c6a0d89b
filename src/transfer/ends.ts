import type { RemoteFiles } from "../domain/files.ts";
import type { TemporaryNames } from "./temporary_name.ts";
import type { Traces } from "./traces.ts";

/** Both ends of a running transfer. */
export interface Ends {
  /** Files of the source. */
  readonly source: RemoteFiles;
  /** Files of the target. */
  readonly target: RemoteFiles;
  /** Names of temporary files. */
  readonly names: TemporaryNames;
  /** Record of what has to be removed from the target after a failure. */
  readonly traces: Traces;
}
