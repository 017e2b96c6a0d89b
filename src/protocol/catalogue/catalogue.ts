import { z } from "zod";
import { type ErrorKind, ERRORS } from "../../errors.ts";
import { Explanation } from "./explanation.ts";
import { FEATURE_ERRORS } from "./feature_errors.ts";
import { GENERAL_ERRORS } from "./general_errors.ts";
import { SSH_ERRORS } from "./ssh_errors.ts";
import { STORE_ERRORS } from "./store_errors.ts";
import { WEBSOCKET_ERRORS } from "./websocket_errors.ts";

/** Explanation of every error. A row of {@linkcode ERRORS} without one does not compile. */
const EXPLANATIONS: Readonly<Record<ErrorKind, Explanation>> = {
  ...GENERAL_ERRORS,
  ...SSH_ERRORS,
  ...WEBSOCKET_ERRORS,
  ...STORE_ERRORS,
  ...FEATURE_ERRORS,
};

const KINDS = Object.keys(ERRORS) as ErrorKind[];

/** Schema of the 5-digit code of an error, each with its text and meaning. */
export const ErrorCode: z.ZodType<number> = z.union(KINDS.map((kind) => {
  const { code, message } = ERRORS[kind];
  return z.literal(code).meta({ title: message, description: EXPLANATIONS[kind].meaning.en });
})).meta({ description: "5-digit code of an error. `/api/v1/errors` explains every code." });

/** Schema of an error in the catalogue. */
export const CatalogueEntry = z.strictObject({
  code: ErrorCode,
  kind: z.string().describe("Name of the error in the code and the log."),
  message: z.string().describe("Fixed text of the code."),
  status: z.int().min(400).max(599).describe("HTTP status of the error."),
  ...Explanation.shape,
});

/** Returns every error of the service, in the order of the codes. */
export function errorCatalogue(): z.output<typeof CatalogueEntry>[] {
  return KINDS.map((kind) => ({ ...ERRORS[kind], kind, ...EXPLANATIONS[kind] }))
    .sort((a, b) => a.code - b.code);
}
