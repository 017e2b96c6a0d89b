/** The configuration is wrong: one line per variable or line of `.env`, without its value. */
export class ConfigError extends Error {
  /** Tells the class in logs. */
  override readonly name = "ConfigError";
  /** Lines that say what is wrong, one for each variable or line of `.env`. */
  readonly problems: readonly string[];

  /** Joins the lines into one message. */
  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
