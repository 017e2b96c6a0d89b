import { FAILURE } from "./exit_codes.ts";

/** Failure of a command that no service reported: it is printed without a code. */
export class CommandFailure extends Error {
  /** Name of the class. */
  override readonly name = "CommandFailure";
  /** Exit code of the process. */
  readonly exitCode: number;

  /** Creates a failure. `message` says what failed, then what to do. Default exit code: 255. */
  constructor(message: string, { exitCode = FAILURE }: { readonly exitCode?: number } = {}) {
    super(message);
    this.exitCode = exitCode;
  }
}
