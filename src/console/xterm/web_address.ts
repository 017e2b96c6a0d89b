/** Schemes of links that are opened. */
const SCHEMES: readonly string[] = ["http:", "https:"];

/** Returns the address of a link in a text of a server; undefined unless its scheme is http(s). */
export function webAddressOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && SCHEMES.includes(url.protocol) ? url.href : undefined;
}
