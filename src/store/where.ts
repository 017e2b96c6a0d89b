import type { Value } from "./writes.ts";

/** Condition of a `WHERE`. It is left out when its value is `undefined`. */
export type Condition = readonly [sql: string, value: Value | undefined];

/** Joins the conditions that have a value into a `WHERE`, with their values in the same order. */
export function where(conditions: readonly Condition[]): { sql: string; values: Value[] } {
  const given = conditions.filter((condition): condition is readonly [string, Value] =>
    condition[1] !== undefined
  );
  const sql = given.map(([condition]) => condition).join(" AND ");
  return { sql: sql === "" ? "" : `WHERE ${sql}`, values: given.map(([, value]) => value) };
}
