import { PinkPageError } from "../../client/mod.ts";
import { client } from "../link/link.ts";

/** Returns the error with a code that the service has told, which its catalogue explains. */
export function codedError(code: number, detail?: string | null): PinkPageError {
  return new PinkPageError({
    reason: "error",
    code,
    message: "",
    detail: detail ?? undefined,
    catalogue: () => {
      const now = client.peek();
      return now === undefined ? Promise.reject(new Error()) : now.get("/api/v1/errors");
    },
  });
}
