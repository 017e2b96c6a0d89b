import { z } from "zod";
import { parseIpRange } from "../domain/ip_range.ts";
import { oneOf, type Setting, splitList, wholeNumber } from "./setting.ts";

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

const ipRanges = z.string().transform((text, context) => {
  const ranges = splitList(text).map(parseIpRange);
  const valid = ranges.filter((range) => range !== undefined);
  if (valid.length === ranges.length) return valid;
  context.addIssue("holds something that is neither an IP address nor a block of them (CIDR)");
  return z.NEVER;
});

const pathOfFile = { schema: z.string().optional(), values: "path of a file" } as const;

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
  trustedProxies: {
    variable: "TRUSTED_PROXIES",
    schema: ipRanges,
    values: "comma list of IP addresses and CIDR blocks",
    default: "",
    example: "127.0.0.1,10.0.0.0/8",
    meaning: "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
  },
  auditDays: {
    variable: "AUDIT_DAYS",
    ...wholeNumber(1, 36_500),
    default: "365",
    meaning: "Time for which rows stay in the audit trail, in days.",
  },
  tlsCertFile: {
    variable: "TLS_CERT_FILE",
    ...pathOfFile,
    example: "/etc/pink-page/tls.crt",
    meaning: "File of the TLS certificate and its chain, in PEM; needs `TLS_KEY_FILE`. When the " +
      "files change, new connections get the new certificate.",
  },
  tlsKeyFile: {
    variable: "TLS_KEY_FILE",
    ...pathOfFile,
    example: "/etc/pink-page/tls.key",
    meaning: "File of the private key of the certificate, in PEM without a passphrase.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
