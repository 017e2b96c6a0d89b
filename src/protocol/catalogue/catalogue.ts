import { z } from "zod";
import { type ErrorKind, ERRORS } from "../../errors.ts";
import { ENGLISH } from "./english.ts";
import { KOREAN } from "./korean.ts";

const KINDS = Object.keys(ERRORS) as ErrorKind[];

/** The 5-digit number of an error, each with its text and meaning. */
export const ErrorCode: z.ZodType<number> = z.union(KINDS.map((kind) => {
  const { code, message } = ERRORS[kind];
  return z.literal(code).meta({ title: message, description: ENGLISH[kind].meaning });
})).meta({ description: "The 5-digit number of an error; `/api/v1/errors` explains them all." });

const text = z.strictObject({ en: z.string(), ko: z.string() });

/** An error as the catalogue explains it. */
export const CatalogueEntry = z.strictObject({
  code: ErrorCode,
  kind: z.string().describe("Its name in the code and the log."),
  message: z.string().describe("Its fixed text."),
  status: z.int().min(400).max(599).describe("The HTTP status that goes with it."),
  meaning: text.describe("What has happened."),
  action: text.describe("What to do next."),
});

/** Every error of the service, in the order of the codes. */
export function errorCatalogue(): z.output<typeof CatalogueEntry>[] {
  return KINDS.map((kind) => ({
    ...ERRORS[kind],
    kind,
    meaning: { en: ENGLISH[kind].meaning, ko: KOREAN[kind].meaning },
    action: { en: ENGLISH[kind].action, ko: KOREAN[kind].action },
  })).sort((a, b) => a.code - b.code);
}
