import { z } from "zod";

/** Turns the digits of a URL into a number, and leaves everything else to the schema behind it. */
function digits(text: unknown): unknown {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** Id of an operation. */
export const OperationId = z.uuid("Not a UUID").toLowerCase()
  .describe("The `operation_id` of the operation.");

/** How many records to answer with. */
export const Limit = z.preprocess(digits, z.int("Not a whole number from 1 to 500").min(1).max(500))
  .default(50)
  .describe("At most so many records.");

/** An ISO 8601 time of the query; normalized to UTC with milliseconds, as records are kept. */
const time = z.iso.datetime({
  offset: true,
  abort: true,
  error: "Not a time like 2026-01-31T09:00:00Z",
})
  .overwrite((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), "Not a time of the years 0 to 9999 in UTC");

/** Records from this time on. */
export const Since = time.optional().describe("From this time on; a `+` is written `%2B`.");

/** Records before this time. */
export const Until = time.optional().describe("Before this time; a `+` is written `%2B`.");

/** Where the next page begins: behind the record with the id in it. Clients give it back as they got it. */
export const Cursor = z.string().regex(/^before-[1-9]\d{0,14}$/, "Not a next_cursor").optional()
  .describe("The `next_cursor` of the page before.");

/** The id behind which `cursor` begins. */
export function idOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(cursor.slice("before-".length));
}

/**
 * Makes a page of `rows`, of which one more than `limit` was asked for: the one too many tells that there is a next page.
 */
export function pageOf<Row extends { readonly id: number }>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; next_cursor: string | null } {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last === undefined ? null : `before-${last.id}` };
}
