import { AppError } from "../../errors.ts";

/** Returns the failure of a command that printed `text`, without what the text quotes. */
export function execFailure(server: string, text: string): AppError {
  const said = text.trim().split(": ").at(-1) || "the command failed";
  if (/permission denied|not permitted|read-only file system/i.test(text)) {
    return new AppError("SCP_PERMISSION_DENIED", `${server} says: ${said}`);
  }
  const isFull = /no space left/i.test(text);
  const detail = isFull ? `${server} has no space left` : `${server} says: ${said}`;
  return new AppError("SCP_TRANSFER_FAILED", detail);
}

/** Checks whether a command that printed `text` failed because there is no such file. */
export function isMissing(text: string): boolean {
  return /no such file|not a directory|too many levels of symbolic links/i.test(text);
}
