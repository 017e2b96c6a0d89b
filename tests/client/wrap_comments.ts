/** Maximum length of a line, in characters. */
const MAX_LINE = 100;

/** Writes each doc comment in one line, or in lines of at most 100 characters. */
export function wrapComments(text: string): string {
  return text.replaceAll(/^( *)\/\*\*\n([^]*?)\n *\*\/$/gm, (_, indent: string, body: string) => {
    const words = body.split(/\s*\n? *\* ?|\s+/).filter((word) => word !== "");
    const line = `${indent}/** ${words.join(" ")} */`;
    if (line.length <= MAX_LINE - 2) return line;
    const lines = [`${indent} *`];
    for (const word of words) {
      const last = lines.at(-1) ?? "";
      if (last.length + 1 + word.length > MAX_LINE - 2) lines.push(`${indent} * ${word}`);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return [`${indent}/**`, ...lines, `${indent} */`].join("\n");
  });
}
