import type { wire } from "../../../client/mod.ts";

/** Data of a command, as `ssh_command` has them. */
export type CommandData = Omit<wire.SshCommandData, "cols" | "rows" | "window">;
