import type { Variable } from "./setting.ts";

/** Variables of a server, after its prefix: `IP` makes the server, the others refine it. */
export const SERVER_VARIABLES = {
  IP: {
    example: "10.10.10.1",
    meaning: {
      en: "Address or host name. The variable makes the server `<name>`, except for `POD_IP`, " +
        "`HOST_IP` and `NODE_IP`.",
      ko:
        "주소 또는 호스트 이름. 이 변수가 서버 `<name>`을 만듭니다. `POD_IP`, `HOST_IP`, `NODE_IP`는 제외됩니다.",
    },
  },
  PORT: {
    default: "22",
    meaning: { en: "Port of the SSH server, 1 to 65535.", ko: "SSH 서버의 포트(1~65535)." },
  },
  USER: {
    meaning: {
      en: "User name; `HIWARE_ID` if unset.",
      ko: "사용자 이름. 없으면 `HIWARE_ID`를 사용합니다.",
    },
  },
  PASSWORD: {
    meaning: {
      en: "Password; `HIWARE_PW` if unset.",
      ko: "비밀번호. 없으면 `HIWARE_PW`를 사용합니다.",
    },
  },
  KEY_FILE: {
    example: "/home/operator/.ssh/id_ed25519",
    meaning: { en: "File of the private key.", ko: "개인 키 파일." },
  },
  KEY_PASSPHRASE: { meaning: { en: "Passphrase of the private key.", ko: "개인 키의 암호." } },
  HOST_KEY: {
    example: "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDYBEqYhcGJCHbaRGo",
    meaning: {
      en: "Fingerprint of the pinned host key, in the form that `ssh-keygen -lf` prints.",
      ko: "등록할 호스트 키의 지문. `ssh-keygen -lf`가 출력하는 형식입니다.",
    },
  },
  ALGORITHMS: {
    default: "modern",
    example: "legacy",
    meaning: {
      en: "SSH algorithms: `modern`, or `legacy` for servers of before 2014, which also allows " +
        "ssh-rsa with SHA-1, Diffie-Hellman with SHA-1, CBC ciphers and HMAC-MD5.",
      ko:
        "SSH 알고리즘: `modern`, 또는 2014년 이전 서버를 위한 `legacy`. `legacy`는 SHA-1을 쓰는 ssh-rsa와 " +
        "Diffie-Hellman, CBC 암호, HMAC-MD5도 허용합니다.",
    },
  },
  DETACH: {
    default: "on",
    example: "off",
    meaning: {
      en: "Whether the server may keep commands that go on without their connection, with files " +
        "in `~/.pink-page`: `on` or `off`.",
      ko:
        "연결 없이 계속 실행되는 명령을 서버에 유지할지 여부: `on` 또는 `off`. `on`이면 `~/.pink-page`에 파일을 둡니다.",
    },
  },
  LABEL: {
    example: "production",
    meaning: {
      en: "Text for people that tells servers apart, in `/api/v1/servers`: 1 to 24 characters " +
        "without control characters and direction marks.",
      ko:
        "`/api/v1/servers`에서 서버를 구별하는 표시. 제어 문자와 방향 표시 문자 없이 1~24자입니다.",
    },
  },
  ENCODING: {
    default: "utf-8",
    example: "euc-kr",
    meaning: {
      en: "Character encoding of terminals: `utf-8`, `euc-kr` or another WHATWG label.",
      ko: "터미널의 문자 인코딩: `utf-8`, `euc-kr` 또는 다른 WHATWG 이름.",
    },
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** Variables that all servers share. */
export const SHARED_VARIABLES = {
  HIWARE_ID: {
    example: "operator",
    meaning: {
      en: "User name on every server without `<NAME>_USER`.",
      ko: "`<NAME>_USER`가 없는 모든 서버의 사용자 이름.",
    },
  },
  HIWARE_PW: {
    meaning: {
      en: "Password on every server without `<NAME>_PASSWORD`.",
      ko: "`<NAME>_PASSWORD`가 없는 모든 서버의 비밀번호.",
    },
  },
  SERVERS: {
    example: "mdwap1p,mypap1d",
    meaning: {
      en: "Comma list of the servers to use; all servers if unset.",
      ko: "사용할 서버의 쉼표 목록. 없으면 모든 서버를 사용합니다.",
    },
  },
} as const satisfies Readonly<Record<string, Variable>>;
