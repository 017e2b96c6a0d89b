import type * as wire from "./wire.ts";

/** Length at which a line without an end is cut, in characters. */
const MAX_LINE = 1_048_576;

/** Yields the lines of a text without their ends. A carriage return restarts the line. */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of texts) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield shown(line);
    const restart = rest.lastIndexOf("\r", rest.length - 2);
    if (restart >= 0) rest = rest.slice(restart + 1);
    if (rest.length < MAX_LINE) continue;
    yield rest;
    rest = "";
  }
  if (rest !== "") yield shown(rest);
}

/** Returns what a line shows after its carriage returns. */
function shown(line: string): string {
  const text = line.replace(/\r+$/, "");
  return text.slice(text.lastIndexOf("\r") + 1);
}

/** Yields the texts of the outputs. */
export async function* textsOf(events: AsyncIterable<wire.OperationEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === "output") yield event.data;
}

/** Returns all texts as one. @throws {Error} that `tooLong` makes, over `limit` characters */
export async function joined(
  texts: AsyncIterable<string>,
  { limit, tooLong }: { readonly limit: number; readonly tooLong: (limit: number) => Error },
): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length > limit) throw tooLong(limit);
  }
  return parts.join("");
}

/** Text of one `ssh_input`: 65,536 UTF-16 units at most, however many each character has. */
const INPUT = /[^]{1,32768}/gu;

/** Returns the texts of the messages for an input. Cuts no character of two units. */
export function inputsOf(input: string): readonly string[] {
  return input.match(INPUT) ?? [];
}
