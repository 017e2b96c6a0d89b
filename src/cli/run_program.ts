import { CommanderError } from "commander";
import { PinkPageError } from "../client/mod.ts";
import { CommandFailure } from "./command_failure.ts";
import { BROKEN_PIPE, FAILURE } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report_error.ts";
import { withWaitAttached } from "./wait_option.ts";

/** Runs the command of the arguments. Resolves to its exit code, and prints its failure. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const helps: string[] = [];
  const program = createProgram({
    stderr: io.stderr,
    size: () => io.size(),
    print: (text) => void helps.push(text),
    words: args,
    run: async (command) => void (exitCode = await command(io)),
  });
  try {
    await program.parseAsync(withWaitAttached(program, args), { from: "user" });
    return exitCode;
  } catch (error) {
    // The parser has printed the fault.
    if (error instanceof CommanderError) {
      await io.stdout.write(helps.join(""));
      return error.exitCode;
    }
    if (error instanceof Deno.errors.BrokenPipe) return BROKEN_PIPE;
    await reportError(io, error);
    if (error instanceof CommandFailure) return error.exitCode;
    return error instanceof PinkPageError ? error.exitCode ?? FAILURE : FAILURE;
  }
}
