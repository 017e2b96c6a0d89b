import { oneOf, type Setting, wholeNumber } from "./setting.ts";

const perAddress = wholeNumber(1, 100_000);

/** Settings that limit how much clients can take. */
export const LIMIT_SETTINGS = {
  maxFrameBytes: {
    variable: "MAX_FRAME_BYTES",
    ...wholeNumber(1024, 33_554_432),
    default: "1048576",
    meaning: {
      en: "Maximum size of a WebSocket frame from a client, in bytes of UTF-8.",
      ko: "클라이언트가 보내는 WebSocket 프레임의 최대 크기(UTF-8 바이트).",
    },
  },
  messagesPerSecond: {
    variable: "MESSAGES_PER_SECOND",
    ...wholeNumber(1, 100_000),
    default: "200",
    meaning: {
      en: "Maximum number of messages of one connection a second; five times as many can come " +
        "at once.",
      ko: "연결 하나가 1초에 보낼 수 있는 최대 메시지 수. 한꺼번에는 다섯 배까지 보낼 수 있습니다.",
    },
  },
  maxConnections: {
    variable: "MAX_CONNECTIONS",
    ...wholeNumber(1, 100_000),
    default: "1000",
    meaning: { en: "Maximum number of WebSocket connections.", ko: "최대 WebSocket 연결 수." },
  },
  maxConnectionsPerAddress: {
    variable: "MAX_CONNECTIONS_PER_ADDRESS",
    schema: perAddress.schema.optional(),
    values: perAddress.values,
    example: "200",
    meaning: {
      en: "Maximum number of WebSocket connections from one address, or from one IPv6 /64. " +
        "Unset: 200, and no limit for loopback.",
      ko:
        "한 주소(IPv6는 /64)의 최대 WebSocket 연결 수. 설정하지 않으면 200이며, 루프백에는 제한이 없습니다.",
    },
  },
  maxOperations: {
    variable: "MAX_OPERATIONS",
    ...wholeNumber(1, 100_000),
    default: "200",
    meaning: {
      en: "Maximum number of commands, terminals and transfers at a time.",
      ko: "동시에 실행할 수 있는 명령, 터미널, 전송의 최대 수.",
    },
  },
  maxOperationsPerServer: {
    variable: "MAX_OPERATIONS_PER_SERVER",
    ...wholeNumber(1, 100_000),
    default: "50",
    meaning: {
      en: "Maximum number of those on one server. A transfer counts on both of its servers.",
      ko: "서버 하나에서 동시에 실행할 수 있는 작업의 최대 수. 전송은 두 서버 모두에 포함됩니다.",
    },
  },
  maxSshConnectionsPerServer: {
    variable: "MAX_SSH_CONNECTIONS_PER_SERVER",
    ...wholeNumber(2, 100_000),
    default: "60",
    meaning: {
      en: "Maximum number of SSH connections to one server. Further ones wait for 10 s.",
      ko: "서버 하나에 대한 최대 SSH 연결 수. 한도를 넘으면 10초 동안 기다립니다.",
    },
  },
  operationMaxSeconds: {
    variable: "OPERATION_MAX_SECONDS",
    ...wholeNumber(0, 2_000_000),
    default: "0",
    meaning: {
      en: "Maximum duration of a command, terminal or transfer, in seconds; 0 = none.",
      ko: "명령, 터미널, 전송의 최대 실행 시간(초). 0은 제한 없음.",
    },
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Settings of the clients and their operations. */
export const CLIENT_SETTINGS = {
  commandLock: {
    variable: "COMMAND_LOCK",
    ...oneOf("on", "server", "off"),
    default: "on",
    example: "off",
    meaning: {
      en: "Commands at a time outside the sessions: `on` allows one for all clients, `server` " +
        "one for each server, `off` one for each client.",
      ko:
        "세션 밖에서 동시에 실행할 수 있는 명령: `on`은 전체에서 하나, `server`는 서버마다 하나, `off`는 클라이언트마다 하나입니다.",
    },
  },
  sessionIdleSeconds: {
    variable: "SESSION_IDLE_SECONDS",
    ...wholeNumber(0, 2_000_000),
    default: "1800",
    meaning: {
      en: "Time after which a session that runs nothing is released, in seconds; 0 = never.",
      ko: "실행 중인 작업이 없는 세션을 해제할 때까지의 시간(초). 0은 해제하지 않음.",
    },
  },
  resumeSeconds: {
    variable: "RESUME_SECONDS",
    ...wholeNumber(0, 86_400),
    default: "60",
    meaning: {
      en: "Time for which a client that is away can resume, with its operation, lock or " +
        "session, in seconds; 0 = never.",
      ko:
        "연결이 끊긴 클라이언트가 작업, 잠금, 세션을 그대로 이어받을 수 있는 시간(초). 0은 이어받을 수 없음.",
    },
  },
  ...LIMIT_SETTINGS,
} as const satisfies Readonly<Record<string, Setting>>;
