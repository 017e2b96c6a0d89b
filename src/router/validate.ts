import type { z } from "zod";
import { AppError } from "../errors.ts";
import { faultsOf, isMissing, MISSING } from "../protocol/faults.ts";

/**
 * Parses `frame`, or the parameters of a request, by `schema`.
 *
 * @throws {AppError} 12002 when the first fault is a missing field, 12000 otherwise; `detail` names
 * every field
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  frame: object,
): z.output<Schema> {
  const result = schema.safeParse(frame);
  if (result.success) return result.data;
  const { issues } = result.error;
  const faults = faultsOf(frame, issues);
  const missing = issues[0] !== undefined && isMissing(frame, issues[0]);
  const detail = faults.map(({ field, message }) =>
    message === MISSING ? `${field} ${message}` : `${field}: ${message}`
  );
  throw new AppError(missing ? "MISSING_FIELD" : "VALIDATION_FAILED", detail.join("; "), {
    faults,
  });
}
