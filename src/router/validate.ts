import type { z } from "zod";
import { AppError, type FieldFault } from "../errors.ts";

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
  const faults = issues.flatMap((issue) => faultsOf(frame, issue));
  const missing = issues[0] !== undefined && isMissing(frame, issues[0]);
  const detail = faults.map(({ field, message }) =>
    message === MISSING ? `${field} ${message}` : `${field}: ${message}`
  );
  throw new AppError(missing ? "MISSING_FIELD" : "VALIDATION_FAILED", detail.join("; "), {
    faults,
  });
}

const MISSING = "is missing";

/** Returns the fault of each field that `issue` is about. */
function faultsOf(frame: object, issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join("."),
      message: "Not known here",
    }));
  }
  const message = isMissing(frame, issue) ? MISSING : issue.message;
  return [{ field: issue.path.join("."), message }];
}

/** Checks whether a field is missing, not wrong: zod reports both as `invalid_type`. */
function isMissing(frame: object, issue: z.core.$ZodIssue): boolean {
  let value: unknown = frame;
  for (const key of issue.path) {
    if (typeof value !== "object" || value === null) return true;
    value = Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
  }
  return value === undefined;
}
