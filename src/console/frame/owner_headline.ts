import type { wire } from "../../client/mod.ts";
import { relationOf } from "../link/own.ts";
import { stripTexts } from "./strip_texts.ts";

/** Returns the sentence that tells the owner of the session or the lock. */
export function ownerHeadline(owner: NonNullable<wire.Owner>): string {
  const text = stripTexts();
  const isSession = owner.kind === "session";
  if (owner.kind === "job") return owner.name === null ? text.run : text.runBy(owner.name);
  switch (relationOf(owner)) {
    case "tab":
      return isSession ? text.ownSession : text.ownLock;
    case "browser":
      return isSession ? text.ownSessionElsewhere : text.ownLockElsewhere;
    case "other": {
      const name = owner.name ?? text.unnamed;
      return isSession ? text.othersSession(name) : text.othersLock(name);
    }
  }
}
