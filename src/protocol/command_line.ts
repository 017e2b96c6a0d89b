import { z } from "zod";
import { utf8Bytes } from "./utf8_bytes.ts";

/** Command line for the user's login shell. */
export const CommandLine = z.string().min(1)
  .refine((text) => utf8Bytes(text) <= 65_536, "Too big: expected at most 65536 bytes of UTF-8")
  .refine((text) => !text.includes("\0"), "Invalid string: must not contain a NUL character")
  .describe("Command line for the user's login shell: 1 to 65,536 bytes of UTF-8, no NUL.");

/** Columns of a terminal. */
export const TerminalCols = z.int().min(1).max(1000).describe("Columns of the terminal.");
/** Rows of a terminal. */
export const TerminalRows = z.int().min(1).max(1000).describe("Rows of the terminal.");
