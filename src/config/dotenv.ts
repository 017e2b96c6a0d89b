/**
 * Parses the text of a `.env` file: `NAME=value` lines, `export NAME=value`, single and double quotes (which may span
 * lines; double quotes know `\n`, `\r`, `\t`, `\"`, `\\`), `#` comments. An unquoted `#` starts a comment only after white space, so
 * `PASSWORD=a#b$c` is that whole text. Nothing is expanded. A later line wins over an earlier one.
 */
export function parseDotenv(text: string): Record<string, string> {
  const line = new RegExp(
    String.raw`^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][\w.-]*)[^\S\n]*=[^\S\n]*` +
      String
        .raw`(?:'([^']*)'|"((?:[^"\\]|\\[^])*)"|([^\n]*?))[^\S\n]*(?:(?<=\s)#[^\n]*|(?<=['"])#[^\n]*)?$`,
    "gm",
  );
  const values: Record<string, string> = {};
  for (const [, name, single, double, plain] of text.replaceAll(/\r\n?/g, "\n").matchAll(line)) {
    if (name === undefined) continue;
    values[name] = single ?? (double === undefined ? plain ?? "" : unescape(double));
  }
  return values;
}

function unescape(text: string): string {
  const meant: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
  return text.replaceAll(/\\([^])/g, (whole, letter: string) => meant[letter] ?? whole);
}
