import { oneOf, type Setting, wholeNumber } from "./setting.ts";

const onOrOff = oneOf("on", "off");
const perAddress = wholeNumber(1, 100_000);

/** Settings that limit how much clients can take. */
export const LIMIT_SETTINGS = {
  maxFrameBytes: {
    variable: "MAX_FRAME_BYTES",
    ...wholeNumber(1024, 33_554_432),
    default: "1048576",
    meaning: "Maximum size of a WebSocket frame from a client, in bytes of UTF-8.",
  },
  messagesPerSecond: {
    variable: "MESSAGES_PER_SECOND",
    ...wholeNumber(1, 100_000),
    default: "200",
    meaning: "Maximum number of messages of one connection a second; five times as many can come " +
      "at once.",
  },
  maxConnections: {
    variable: "MAX_CONNECTIONS",
    ...wholeNumber(1, 100_000),
    default: "1000",
    meaning: "Maximum number of WebSocket connections.",
  },
  maxConnectionsPerAddress: {
    variable: "MAX_CONNECTIONS_PER_ADDRESS",
    schema: perAddress.schema.optional(),
    values: perAddress.values,
    example: "200",
    meaning: "Maximum number of WebSocket connections from one address, or from one IPv6 /64. " +
      "Unset: 200, and no limit for loopback.",
  },
  maxOperations: {
    variable: "MAX_OPERATIONS",
    ...wholeNumber(1, 100_000),
    default: "200",
    meaning: "Maximum number of commands, terminals and transfers at a time.",
  },
  maxOperationsPerServer: {
    variable: "MAX_OPERATIONS_PER_SERVER",
    ...wholeNumber(1, 100_000),
    default: "50",
    meaning: "Maximum number of those on one server. A transfer counts on both of its servers.",
  },
  maxSshConnectionsPerServer: {
    variable: "MAX_SSH_CONNECTIONS_PER_SERVER",
    ...wholeNumber(2, 100_000),
    default: "60",
    meaning: "Maximum number of SSH connections to one server. Further ones wait for 10 s.",
  },
  operationMaxSeconds: {
    variable: "OPERATION_MAX_SECONDS",
    ...wholeNumber(0, 2_000_000),
    default: "0",
    meaning: "Maximum duration of a command, terminal or transfer, in seconds; 0 = none.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Settings of the clients and their operations. */
export const CLIENT_SETTINGS = {
  commandLock: {
    variable: "COMMAND_LOCK",
    schema: onOrOff.schema.transform((value) => value === "on"),
    values: onOrOff.values,
    default: "on",
    example: "off",
    meaning: "Commands at a time: `on` allows one for all clients, `off` one for each client.",
  },
  sessionIdleSeconds: {
    variable: "SESSION_IDLE_SECONDS",
    ...wholeNumber(0, 2_000_000),
    default: "1800",
    meaning: "Time after which a session that runs nothing is released, in seconds; 0 = never.",
  },
  resumeSeconds: {
    variable: "RESUME_SECONDS",
    ...wholeNumber(0, 86_400),
    default: "60",
    meaning: "Time for which a client that is away can resume, with its operation, lock or " +
      "session, in seconds; 0 = never.",
  },
  ...LIMIT_SETTINGS,
} as const satisfies Readonly<Record<string, Setting>>;
