import { PinkPageError } from "../../client/mod.ts";

/** Checks whether an error says that another tab goes on with the connection. */
export function isElsewhere(error: unknown): boolean {
  return error instanceof PinkPageError && error.reason === "closed";
}
