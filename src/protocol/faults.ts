import type { z } from "zod";
import type { FieldFault } from "../errors.ts";

/** Text of the fault of a missing field. */
export const MISSING = "is missing";

type Issue = z.core.$ZodIssue;

/** Returns the fault of each field of `value` that a schema has refused. */
export function faultsOf(value: unknown, issues: readonly Issue[]): FieldFault[] {
  return issues.flatMap((issue) => faultsOfIssue(value, issue));
}

/** Checks whether a field is missing, not wrong: zod reports both as `invalid_type`. */
export function isMissing(value: unknown, { path }: Pick<Issue, "path">): boolean {
  let field = value;
  for (const key of path) {
    if (typeof field !== "object" || field === null) return true;
    field = Object.hasOwn(field, key) ? field[key as keyof typeof field] : undefined;
  }
  return field === undefined;
}

function faultsOfIssue(value: unknown, issue: Issue): FieldFault[] {
  if (issue.code === "invalid_union") {
    const meant = meantOf(value, issue);
    if (meant !== undefined) return faultsOf(value, meant);
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join("."),
      message: "Not known here",
    }));
  }
  const message = isMissing(value, issue) ? MISSING : issue.message;
  return [{ field: issue.path.join("."), message }];
}

/**
 * Returns the issues of that option of a union which the value is most like: the one that misses
 * the fewest fields of its own, then the one with the fewest issues.
 */
function meantOf(
  value: unknown,
  { path, errors }: Extract<Issue, { code: "invalid_union" }>,
): Issue[] | undefined {
  const options = errors.map((issues) =>
    issues.map((issue): Issue => ({ ...issue, path: [...path, ...issue.path] }))
  );
  const misses = (issues: readonly Issue[]) =>
    issues.filter((issue) => issue.path.length === path.length + 1 && isMissing(value, issue))
      .length;
  return options.sort((a, b) => misses(a) - misses(b) || a.length - b.length)[0];
}
