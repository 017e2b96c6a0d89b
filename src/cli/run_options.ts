import type { CommonOptions } from "./common_options.ts";

/** Arguments of a command for a job. */
export interface JobOptions extends CommonOptions {
  /** Name of the job, or path of a file that defines one. */
  readonly job: string;
  /** Values of inputs, by name. */
  readonly input?: Readonly<Record<string, string>>;
}

/** Arguments of a command for a run. */
export interface RunOptions extends CommonOptions {
  /** Id of the run. */
  readonly run: string;
}
