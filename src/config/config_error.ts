/**
 * Error of a wrong configuration: a line for each variable or line of `.env`, without its value.
 */
export class ConfigError extends Error {
  /** Name of the class, for logs. */
  override readonly name = "ConfigError";
  /** Line for each fault. */
  readonly problems: readonly string[];

  /** Joins the lines into one message. */
  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
