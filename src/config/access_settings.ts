import { z } from "zod";
import { oneOf, type Setting, splitList } from "./setting.ts";

const authentication = oneOf("none", "tokens");

const origins = z.string().transform((text) =>
  splitList(text).map((origin) => origin.toLowerCase())
)
  .refine(
    (list) => list.every(isOrigin),
    "holds something that is not an origin (scheme://host[:port])",
  );

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Settings of who gets in. */
export const ACCESS_SETTINGS = {
  auth: {
    variable: "AUTH",
    schema: authentication.schema.optional(),
    values: authentication.values,
    example: "tokens",
    meaning: "Authentication of clients: `tokens` asks for a token of `TOKENS_FILE`, `none` lets " +
      "everybody in, as an administrator. Default: `tokens` when `TOKENS_FILE` exists, else " +
      "`none`. Beyond loopback one of them must be set.",
  },
  tokensFile: {
    variable: "TOKENS_FILE",
    schema: z.string(),
    values: "path of a file",
    default: "data/tokens.json",
    meaning:
      "File of the tokens, of mode 0600. `deno task token` writes it, and the service reads " +
      "it again when it changes.",
  },
  allowedOrigins: {
    variable: "ALLOWED_ORIGINS",
    schema: origins,
    values: "comma list of `scheme://host[:port]`",
    default: "",
    example: "https://console.example.com",
    meaning: "Origins of pages that may connect, besides those of the service itself.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
