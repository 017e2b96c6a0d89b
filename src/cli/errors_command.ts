import { errorCatalogue } from "../protocol/catalogue/catalogue.ts";
import { printAnswer } from "./answer.ts";
import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { languageOf } from "./report_error.ts";

/** Arguments of `errors`. */
export interface ErrorsOptions extends CommonOptions {
  /** Code of one error. */
  readonly code?: string;
}

/**
 * Prints the codes of this version with their meaning, without asking a service. Resolves to 0.
 *
 * @throws {CommandFailure} with exit code 1 when no error has the code
 */
export async function errorsCommand(io: Io, { code, ...options }: ErrorsOptions): Promise<number> {
  const language = languageOf(io);
  const entries = errorCatalogue().filter((entry) =>
    String(entry.code) === (code ?? `${entry.code}`)
  );
  if (entries.length === 0) {
    const exitCode = BAD_ANSWER;
    throw new CommandFailure(`No error has the code ${code}: errors lists them`, { exitCode });
  }
  const text = entries.map(({ code, message, meaning, action }) =>
    `${code} ${message}\n  ${meaning[language]}\n  ${action[language]}\n`
  ).join("");
  await printAnswer(io, options, { records: entries, text });
  return 0;
}
