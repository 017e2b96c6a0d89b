import { z } from "zod";
import { oneOf, type Setting, splitList } from "./setting.ts";

const authentication = oneOf("none");

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
    example: "none",
    meaning: "Authentication of clients. There is none yet: `none` confirms that for an address " +
      "beyond loopback.",
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
