import type { Command } from "commander";

/** Command that does something, with its whole name: `exec`, `job start`. */
export interface LeafCommand {
  /** Whole name. */
  readonly name: string;
  /** Parser of its arguments. */
  readonly command: Command;
}

/** Returns the commands without commands of their own, the hidden one for shells left out. */
export function leafCommands(program: Command): LeafCommand[] {
  return program.commands.filter((command) => command.name() !== "complete").flatMap((command) => {
    const name = command.name();
    if (command.commands.length === 0) return [{ name, command }];
    return leafCommands(command).map((leaf) => ({ ...leaf, name: `${name} ${leaf.name}` }));
  });
}
