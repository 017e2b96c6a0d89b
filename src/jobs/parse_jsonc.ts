/** Value of a JSON text, with the lines of its fields. */
export interface ParsedJson {
  /** Value. */
  readonly value: unknown;
  /** Number of the line of each field, from 1, by the path of the field: `steps.0.name`. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Fault in a JSON text. */
export class JsonError extends Error {
  /** Number of its line, from 1. */
  readonly line: number;

  /** Creates the error of a line. */
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Maximum number of lists and objects inside each other. */
const MAX_DEPTH = 64;

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const TOKEN = /"(?:[^"\\\n]|\\.)*"|[^\s"{}[\],:/]+|[^]|$/y;

/**
 * Parses JSON with comments and commas at the ends of lists and objects. The last of several fields
 * with the same name counts.
 *
 * @throws {JsonError} at the first fault
 */
export function parseJsonc(text: string): ParsedJson {
  const parser = new Parser(text.replace(/^\ufeff/, ""));
  return { value: parser.parseAll(), lines: parser.lines };
}

class Parser {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  #at = 0;
  #token = "";
  /** Number of the line of the token, from 1. A token is within a line. */
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  parseAll(): unknown {
    const value = this.#value([]);
    if (this.#token !== "") throw this.#unexpected("the end");
    return value;
  }

  #value(path: readonly string[]): unknown {
    this.lines.set(path.join("."), this.#line);
    if (path.length > MAX_DEPTH) throw new JsonError("is too deep", this.#line);
    if (this.#take("{")) return this.#object(path);
    if (this.#take("[")) return this.#list(path);
    const token = this.#token;
    try {
      const value: unknown = JSON.parse(token);
      this.#advance();
      return value;
    } catch {
      throw this.#unexpected("a value");
    }
  }

  #object(path: readonly string[]): Record<string, unknown> {
    const fields: [string, unknown][] = [];
    while (!this.#take("}")) {
      if (!this.#token.startsWith('"')) throw this.#unexpected('a name in "…" or }');
      const line = this.#line;
      const name = String(this.#value([...path, ""]));
      this.#expect(":");
      fields.push([name, this.#value([...path, name])]);
      this.lines.set([...path, name].join("."), line);
      if (this.#token !== "}") this.#expect(",");
    }
    return Object.fromEntries(fields);
  }

  #list(path: readonly string[]): unknown[] {
    const items: unknown[] = [];
    while (!this.#take("]")) {
      items.push(this.#value([...path, String(items.length)]));
      if (this.#token !== "]") this.#expect(",");
    }
    return items;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw this.#unexpected(token);
  }

  #take(token: string): boolean {
    if (this.#token !== token) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    this.#line += this.#read(SPACE).split("\n").length - 1;
    this.#token = this.#read(TOKEN);
  }

  #read(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [read = ""] = pattern.exec(this.#text) ?? [];
    this.#at += read.length;
    return read;
  }

  #unexpected(expected: string): JsonError {
    const found = this.#token === "" ? "the end" : JSON.stringify(this.#token.slice(0, 40));
    return new JsonError(`expected ${expected}, found ${found}`, this.#line);
  }
}
