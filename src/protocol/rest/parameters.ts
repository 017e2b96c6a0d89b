import { z } from "zod";

/** Converts digits to a number, and returns any other value for the schema to refuse. */
function digits(text: unknown): unknown {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** Id of an operation. */
export const OperationId = z.uuid("Not a UUID").toLowerCase()
  .describe("`operation_id` of the operation.");

/** Converts `true` and `false`, and returns any other value for the schema to refuse. */
function truth(text: unknown): unknown {
  return text === "true" || (text === "false" ? false : text);
}

/** Boolean of the query. */
export const YesOrNo = z.preprocess(truth, z.boolean("Not true or false"));
/** Returns the schema of a whole number from 1 to `max`. */
function upTo(max: number) {
  return z.preprocess(digits, z.int(`Not a whole number from 1 to ${max}`).min(1).max(max));
}

/** Largest maximum number of records in an answer. */
export const MAX_LIMIT = 500;

/** Default maximum number of records in an answer. */
export const DEFAULT_LIMIT = 50;

/** Maximum number of records in an answer. */
export const Limit = upTo(MAX_LIMIT).default(DEFAULT_LIMIT).describe("Maximum number of records.");

/** {@linkcode Limit} whose handler fills in the default: it differs from a given one. */
export const OptionalLimit = upTo(MAX_LIMIT).optional()
  .meta({ default: DEFAULT_LIMIT, description: Limit.description });

/** Number of equal intervals of the last 24 hours. */
export const Points = upTo(288).optional()
  .describe("Number of intervals of the last 24 hours. Excludes `since`, `until` and `limit`.");

/** Number of a try of a step. */
export const TryNumber = upTo(1_000_000).optional()
  .describe("Number of the try, from 1. Default: the last.");

/** Parameters that `points` excludes. */
const EXCLUDED = ["since", "until", "limit"] as const;

/** Adds a fault for each parameter that is given together with `points`. */
export function excludeWithPoints(
  input:
    & { readonly points?: number | undefined }
    & Partial<
      Record<(typeof EXCLUDED)[number], unknown>
    >,
  { addIssue }: Pick<z.RefinementCtx, "addIssue">,
): void {
  if (input.points === undefined) return;
  for (const field of EXCLUDED.filter((name) => input[name] !== undefined)) {
    addIssue({ code: "custom", path: [field], message: "Not together with points" });
  }
}

/** ISO 8601 time of the query, normalized to UTC with milliseconds as in the records. */
const time = z.iso.datetime({
  offset: true,
  abort: true,
  error: "Not a time like 2026-01-31T09:00:00Z",
})
  .overwrite((text) => new Date(text).toISOString())
  .refine((text) => /^\d{4}-/.test(text), "Not a time of the years 0 to 9999 in UTC");

/** Time of the earliest record. */
export const Since = time.optional().describe("Earliest time, inclusive. A `+` is written `%2B`.");

/** Time after the latest record. */
export const Until = time.optional().describe("Latest time, exclusive. A `+` is written `%2B`.");

/** Position of a page: it follows the record whose id the cursor holds. Opaque to clients. */
export const Cursor = z.string().regex(/^before-[1-9]\d{0,14}$/, "Not a next_cursor").optional()
  .describe("`next_cursor` of the page before.");

/** Returns the id of the record before the page of `cursor`. */
export function idOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(cursor.slice("before-".length));
}

/**
 * Returns the page of the first `limit` rows. The query asks for `limit` + 1 rows: the extra row
 * says that there is a next page.
 */
export function pageOf<Row extends { readonly id: number }>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; next_cursor: string | null } {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last === undefined ? null : `before-${last.id}` };
}
