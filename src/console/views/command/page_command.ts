import { signal } from "@preact/signals";
import type { wire } from "../../../client/mod.ts";
import type { KeptOutput } from "../../output/kept_output.ts";
import type { ShownOutput } from "../../output/shown_output.ts";
import type { CommandData } from "./command_data.ts";

/** Ending of a command: the good one, or its error. */
export type CommandEnding =
  | { readonly complete: wire.CommandComplete }
  | { readonly error: unknown };

/** Command that runs from this page, or ran last. */
export interface PageCommand {
  /** Data of the command. */
  readonly data: CommandData;
  /** Time of the start. */
  readonly startedAt: Date;
  /** Output on the screen. */
  readonly shown: ShownOutput;
  /** Output as a file. */
  readonly kept: KeptOutput;
  /** Ending; undefined while it runs. */
  readonly ending: CommandEnding | undefined;
  /** Time of the ending. */
  readonly endedAt?: Date | undefined;
}

/** Command of this page; undefined before the first one. */
export const pageCommand = signal<PageCommand | undefined>(undefined);
