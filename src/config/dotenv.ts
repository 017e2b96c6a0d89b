import { ConfigError } from "./config_error.ts";

/** Line without assignment: white space and a comment, each optional. */
const BLANK = /^[^\S\n]*(?:#[^\n]*)?(?:\n|$)/;
const ASSIGNMENT = /^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][\w.-]*)[^\S\n]*=/;
const QUOTED = /^[^\S\n]*(?:'((?:\\'|[^'])*)'|"((?:[^"\\]|\\[^])*)")/;
const LINE = /^[^\n]*(?:\n|$)/;

/** Meaning of each character after a backslash, in single and in double quotes. */
const SINGLE_ESCAPES: Readonly<Record<string, string>> = { "'": "'", "\\": "\\" };
const DOUBLE_ESCAPES: Readonly<Record<string, string>> = {
  ...SINGLE_ESCAPES,
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Statement at the start of a text. */
interface Statement {
  /** Text of the statement, with its line ends. */
  readonly text: string;
  /** Name and value, if the line is an assignment. */
  readonly entry?: readonly [name: string, value: string];
  /** Reason why the line cannot be parsed. */
  readonly fault?: string;
}

/**
 * Parses the text of a `.env` file: `NAME=value` lines, `export NAME=value`, single and double
 * quotes, `#` comments. Quotes may span lines; `\'` and `\\` are escapes in both, `\"`, `\n`, `\r`,
 * `\t` and others in double quotes. An unquoted `#` starts a comment only after white space, so
 * `PASSWORD=a#b$c` sets the whole text. Variables are not expanded. A later line wins over an
 * earlier one. The rules are those of python-dotenv, except that `NAME= # comment` sets an empty
 * value.
 *
 * @throws {ConfigError} with the number of every line that cannot be parsed
 */
export function parseDotenv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  let rest = text.replaceAll(/\r\n?/g, "\n");
  for (let line = 1; rest !== "";) {
    const { text, entry, fault } = readStatement(rest);
    if (fault !== undefined) problems.push(`.env line ${line} ${fault}`);
    if (entry !== undefined) values[entry[0]] = entry[1];
    line += text.split("\n").length - 1;
    rest = rest.slice(text.length);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
}

/** Reads the first statement of `source`. A statement with a fault ends with its line. */
function readStatement(source: string): Statement {
  const [blank] = BLANK.exec(source) ?? [];
  if (blank !== undefined) return { text: blank };
  const [line = ""] = LINE.exec(source) ?? [];
  const [start = "", name] = ASSIGNMENT.exec(line) ?? [];
  if (name === undefined) return { text: line, fault: nameFault(line) };
  const value = source.slice(start.length);
  if (!/^[^\S\n]*['"]/.test(value)) {
    const plain = line.slice(start.length).replace(/\s#[^\n]*/, "").trim();
    return { text: line, entry: [name, plain] };
  }
  const [quoted, single, double] = QUOTED.exec(value) ?? [];
  if (quoted === undefined) return { text: line, fault: "has a quote that is never closed" };
  const [end] = BLANK.exec(value.slice(quoted.length)) ?? [];
  if (end === undefined) return { text: line, fault: "has text after the closing quote" };
  const inner = single === undefined
    ? unescape(double ?? "", DOUBLE_ESCAPES)
    : unescape(single, SINGLE_ESCAPES);
  return { text: start + quoted + end, entry: [name, inner] };
}

/** Returns the reason why `line` is no assignment. */
function nameFault(line: string): string {
  const [name, ...values] = line.split("=");
  if (values.length === 0) return 'has no "=": write NAME=value, or # before a comment';
  if (name?.trim() === "") return 'has no name before the "=": write NAME=value';
  return 'has a name with something else in it than letters, digits, "_", "." and "-"';
}

function unescape(text: string, meanings: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\\([^])/g, (whole, letter: string) => meanings[letter] ?? whole);
}
