/**
 * Formats a value for a failure's message: complete, one property per line, in a stable order.
 *
 * @param value Any value.
 */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    compact: false,
    depth: Infinity,
    getters: true,
    iterableLimit: Infinity,
    sorted: true,
    strAbbreviateSize: Infinity,
    trailingComma: true,
  });
}
