/** Generated fault without a visible effect. */
export interface EquivalentFault {
  /** Path of the file, from the root of the project. */
  readonly file: string;
  /** Text that is replaced. */
  readonly text: string;
  /** Replacement of the text. */
  readonly replacement: string;
  /** Reason why no test can notice the fault. */
  readonly reason: string;
}

/** Generated faults that no test can notice. */
export const EQUIVALENT: readonly EquivalentFault[] = [
  {
    file: "src/output/ack_window.ts",
    text: "bytes <= maxBytes",
    replacement: "false",
    reason: "The short way is left out; the longer one finds the same length.",
  },
  {
    file: "src/output/escape_parser.ts",
    text: "/\\x1b\\[[ -?]*[@-~]/y",
    replacement: "/\\x1b\\[[ -?][@-~]/y",
    reason: "The pattern is a short way: the states give the same sequences.",
  },
  {
    file: "src/output/escape_parser.ts",
    text: "start < text.length",
    replacement: "start <= text.length",
    reason: "One more round at the end of the text reads nothing.",
  },
  {
    file: "src/output/escape_parser.ts",
    text: 'next >= "0"',
    replacement: "true",
    reason: "Every character below 0 is handled before.",
  },
  {
    file: "src/output/fold_attributes.ts",
    text: "changes.length < 2",
    replacement: "false",
    reason: "The longer way gives the same for one change and for none.",
  },
  {
    file: "src/output/backlog.ts",
    text: "span.start > end",
    replacement: "true",
    reason: "Nothing lies between two spans that touch, and nothing is harmless.",
  },
  {
    file: "src/output/backlog.ts",
    text: "this.#parser.begunLength > 0",
    replacement: "true",
    reason: "The short way is left out; the parser finds the same.",
  },
  {
    file: "src/output/backlog.ts",
    text: "this.#parser.begunLength > 0",
    replacement: "this.#parser.begunLength >= 0",
    reason: "The short way is left out; the parser finds the same.",
  },
  {
    file: "src/output/backlog.ts",
    text: "(at = this.#control.next(text, at)) < text.length",
    replacement: "(at = this.#control.next(text, at)) <= text.length",
    reason: "The short way is left out; the parser finds the same.",
  },
  {
    file: "src/output/backlog.ts",
    text: "!this.#harmless.test(text)",
    replacement: "true",
    reason: "The short way is taken less often; the parser finds the same.",
  },
  {
    file: "src/router/validate.ts",
    text: "issues[0] !== undefined",
    replacement: "true",
    reason: "A failure has an issue; only the type checker does not know.",
  },
  {
    file: "src/transfer/glob.ts",
    text: "a.path < b.path",
    replacement: "a.path <= b.path",
    reason: "No two paths of a folder are the same.",
  },
  {
    file: "src/transfer/plan.ts",
    text: "a.name < b.name",
    replacement: "a.name <= b.name",
    reason: "No two names of a folder are the same.",
  },
];
