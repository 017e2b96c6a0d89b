import type { Mutant } from "./mutant.ts";

const CONNECTIONS = {
  file: "src/access/connection_limits.ts",
  tests: ["tests/access/connection_limits_test.ts"],
} as const;
const ADDRESS = {
  file: "src/access/address_key.ts",
  tests: ["tests/access/address_key_test.ts"],
} as const;
const BUCKET = {
  file: "src/access/token_bucket.ts",
  tests: ["tests/access/token_bucket_test.ts"],
} as const;
const HUB = {
  file: "src/sockets/hub.ts",
  tests: ["tests/sockets/connection_limits_test.ts"],
} as const;
const PLACES = {
  file: "src/ssh/connection_places.ts",
  tests: ["tests/ssh/connection_places_test.ts"],
} as const;
const OPERATIONS = {
  file: "src/domain/operation_limits.ts",
  tests: ["tests/domain/operation_limits_test.ts"],
} as const;
const LINES = { file: "src/line_limit.ts", tests: ["tests/line_limit_test.ts"] } as const;

/** Faults of the limits: connections, messages, operations, SSH connections, lines of the log. */
export const LIMITS_MUTANTS: readonly Mutant[] = [
  {
    ...CONNECTIONS,
    fault: "newcomers take the places of clients that are away",
    find: "this.#connected.total + this.#away.total - this.#away.of(key)",
    replace: "this.#connected.total",
  },
  {
    ...CONNECTIONS,
    fault: "a client that is away prevents its own resume",
    find: " - this.#away.of(key) >=",
    replace: " >=",
  },
  {
    ...CONNECTIONS,
    fault: "one address has all places of away clients",
    find: " || this.#away.of(key) >= this.#mostOf(key)",
    replace: "",
  },
  {
    ...CONNECTIONS,
    fault: "loopback has a limit of its own by default",
    find: "isLoopbackKey(key) ? Infinity : PER_ADDRESS",
    replace: "PER_ADDRESS",
  },
  {
    ...ADDRESS,
    fault: "each address of an IPv6 network counts by itself",
    find: "[112n, 96n, 80n, 64n]",
    replace: "[112n, 96n, 80n, 0n]",
  },
  {
    ...ADDRESS,
    fault: "an IPv4-mapped address is one of IPv6",
    find: "return ip >> 32n === MAPPED",
    replace: "return ip === MAPPED",
  },
  {
    ...BUCKET,
    fault: "tokens come back without an end",
    find: "Math.min(this.#burst, this.#tokens + back)",
    replace: "this.#tokens + back",
  },
  {
    ...BUCKET,
    fault: "parts of a token are lost",
    find: "this.#tokens + back",
    replace: "this.#tokens + Math.floor(back)",
  },
  {
    file: "src/access/message_limit.ts",
    tests: ["tests/access/message_limit_test.ts"],
    fault: "messages that end work count",
    find: "UNCOUNTED.has(type) || ",
    replace: "",
  },
  {
    file: "src/router/dispatch.ts",
    tests: ["tests/router/dispatch_test.ts"],
    fault: "bad frames do not count",
    find: "count(undefined);",
    replace: "void count;",
    filter: "one too many",
  },
  {
    file: "src/router/dispatch.ts",
    tests: ["tests/router/dispatch_test.ts"],
    fault: "a client over its limit can send frames of any size",
    find: 'if (toAppError(cause).kind !== "MESSAGE_TOO_LARGE") count',
    replace: "count",
    filter: "one too many",
  },
  {
    ...HUB,
    fault: "a handshake whose client is gone counts without end",
    find: "this.#handshakes.giveUpLate(handshakeMs);",
    replace: "",
    filter: "handshake",
  },
  {
    ...HUB,
    fault: "a connection counts after its end",
    find: "      connection[Symbol.dispose]();\n      this.#end(socket, code);",
    replace: "      this.#end(socket, code);",
    filter: "newer ones",
  },
  {
    ...HUB,
    file: "src/sockets/member.ts",
    fault: "the place of a client that is gone stays taken",
    find: "    this.markBack();\n    this.#unwatch();",
    replace: "    this.#unwatch();",
    filter: "when it is gone",
  },
  {
    ...PLACES,
    fault: "a cancelled wait takes its place along",
    find: "if (isGiven) release(places);",
    replace: "",
  },
  {
    ...PLACES,
    fault: "a wait that is over stays in the queue",
    find: "    } finally {\n      places.waiting.delete(give);",
    replace: "    } finally {",
  },
  {
    ...PLACES,
    fault: "idle connections keep their places",
    find: "    closeIdle(server);\n",
    replace: "",
  },
  {
    file: "src/ssh/ssh_shells.ts",
    tests: ["tests/ssh/limited_connections_test.ts"],
    fault: "the end of a process group waits for a place",
    find: "reconnect: (signal) => SshConnection.open(server, { ...this.#options, signal })",
    replace: "reconnect: (signal) =>\n" +
      "        SshConnection.open(server, { ...this.#options, places: this.places, signal })",
    filter: "a process group",
  },
  {
    file: "src/ssh/ssh_shells.ts",
    tests: ["tests/ssh/limited_connections_test.ts"],
    fault: "a connection whose command has ended is kept while others wait",
    find: "if (this.places.isAwaited(server)) await",
    replace: "if (this.places === undefined) await",
    filter: "others wait",
  },
  {
    ...OPERATIONS,
    fault: "a transfer counts on one of its servers",
    find: "names.includes(server)",
    replace: "names[0] === server",
  },
  {
    ...OPERATIONS,
    fault: "the service runs one operation too many",
    find: "running.length >= maxOperations",
    replace: "running.length > maxOperations",
  },
  {
    ...LINES,
    fault: "the count waits for another line",
    find: "if (kind.leftOut++ === 0) kind.timer",
    replace: "if (kind.leftOut++ < 0) kind.timer",
  },
  {
    ...LINES,
    fault: "at the end, nothing tells of the lines that were left out",
    find: "for (const message of this.#kinds.keys()) this.#end(message);",
    replace: "",
  },
  {
    file: "src/log.ts",
    tests: ["tests/log_test.ts"],
    fault: "warnings are not limited",
    find: "if (admits(message, facts)) write(() => logger.warn(message, facts));",
    replace: "write(() => logger.warn(message, facts));",
    filter: "60 lines",
  },
];
