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

const pathOfFile = {
  schema: z.string().optional(),
  values: { en: "path of a file", ko: "파일 경로" },
} as const;

/** Settings of who gets in. */
export const ACCESS_SETTINGS = {
  auth: {
    variable: "AUTH",
    schema: authentication.schema.optional(),
    values: authentication.values,
    example: "tokens",
    meaning: {
      en: "Authentication of clients: `tokens` asks for a token of `TOKENS_FILE`, `none` lets " +
        "everybody in, as an administrator. Default: `tokens` when `TOKENS_FILE` exists, else " +
        "`none`. Beyond loopback one of them must be set.",
      ko:
        "클라이언트 인증: `tokens`는 `TOKENS_FILE`의 토큰을 요구하고, `none`은 누구에게나 관리자 권한을 줍니다. 기본값은 " +
        "`TOKENS_FILE`이 있으면 `tokens`, 없으면 `none`입니다. 루프백 밖으로 열 때는 반드시 설정해야 합니다.",
    },
  },
  tokensFile: {
    variable: "TOKENS_FILE",
    schema: z.string(),
    values: { en: "path of a file", ko: "파일 경로" },
    default: "data/tokens.json",
    meaning: {
      en: "File of the tokens, of mode 0600. `deno task token` writes it, and the service reads " +
        "it again when it changes.",
      ko:
        "토큰 파일(권한 0600). `deno task token`이 작성하며, 내용이 바뀌면 서비스가 다시 읽습니다.",
    },
  },
  allowedOrigins: {
    variable: "ALLOWED_ORIGINS",
    schema: origins,
    values: {
      en: "comma list of `scheme://host[:port]`",
      ko: "`scheme://host[:port]`의 쉼표 목록",
    },
    default: "",
    example: "https://console.example.com",
    meaning: {
      en: "Origins of pages that may connect, besides those of the service itself.",
      ko: "접속을 허용할 페이지의 출처. 서비스 자체의 출처는 항상 허용됩니다.",
    },
  },
  trustedProxies: {
    variable: "TRUSTED_PROXIES",
    schema: ipRanges,
    values: {
      en: "comma list of IP addresses and CIDR blocks",
      ko: "IP 주소와 CIDR 블록의 쉼표 목록",
    },
    default: "",
    example: "127.0.0.1,10.0.0.0/8",
    meaning: {
      en: "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
      ko: "`X-Forwarded-For`와 `X-Forwarded-Proto`를 신뢰할 프록시.",
    },
  },
  auditDays: {
    variable: "AUDIT_DAYS",
    ...wholeNumber(1, 36_500),
    default: "365",
    meaning: {
      en: "Time for which rows stay in the audit trail, in days.",
      ko: "감사 기록 보관 기간(일).",
    },
  },
  tlsCertFile: {
    variable: "TLS_CERT_FILE",
    ...pathOfFile,
    example: "/etc/pink-page/tls.crt",
    meaning: {
      en: "File of the TLS certificate and its chain, in PEM; needs `TLS_KEY_FILE`. When the " +
        "files change, new connections get the new certificate.",
      ko:
        "TLS 인증서와 체인 파일(PEM). `TLS_KEY_FILE`도 필요합니다. 파일이 바뀌면 새 연결부터 새 인증서를 사용합니다.",
    },
  },
  tlsKeyFile: {
    variable: "TLS_KEY_FILE",
    ...pathOfFile,
    example: "/etc/pink-page/tls.key",
    meaning: {
      en: "File of the private key of the certificate, in PEM without a passphrase.",
      ko: "인증서의 개인 키 파일(PEM, 암호 없음).",
    },
  },
} as const satisfies Readonly<Record<string, Setting>>;
