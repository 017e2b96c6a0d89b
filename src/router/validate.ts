import type { z } from "zod";
import { AppError } from "../errors.ts";

/**
 * Parses `frame` by `schema`.
 *
 * @throws {AppError} 12002 when the first thing wrong is a missing field, 12000 otherwise; `detail` names every field.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  frame: object,
): z.output<Schema> {
  const result = schema.safeParse(frame);
  if (result.success) return result.data;
  const { issues } = result.error;
  const wrong = issues.map((issue) =>
    isMissing(frame, issue)
      ? `${issue.path.join(".")} is missing`
      : `${issue.path.join(".")}: ${issue.message}`
  );
  const missing = issues[0] !== undefined && isMissing(frame, issues[0]);
  throw new AppError(missing ? "MISSING_FIELD" : "VALIDATION_FAILED", wrong.join("; "));
}

/** Tells a field that is not there from one with a wrong value: zod reports both as `invalid_type`. */
function isMissing(frame: object, issue: z.core.$ZodIssue): boolean {
  let value: unknown = frame;
  for (const key of issue.path) {
    if (typeof value !== "object" || value === null) return true;
    value = Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
  }
  return value === undefined;
}
