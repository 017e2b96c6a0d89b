import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { ConfigError, parseConfig } from "../../src/config/config.ts";
import type { Setting } from "../../src/config/setting.ts";
import { variableTables } from "../../src/config/variable_tables.ts";
import { SETTINGS } from "../../src/config/settings.ts";
import { parseIpRange } from "../../src/domain/ip_range.ts";

const SEED = {
  HIWARE_ID: "user",
  HIWARE_PW: "password",
  MDWAP1P_IP: "10.10.10.1",
  MYPAP1D_IP: "10.10.10.2",
};

/** Returns the faults of the variable `name` with `value`. */
function problemsWith(name: string, value: string): readonly string[] {
  try {
    parseConfig({ ...SEED, [name]: value });
    return [];
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.problems.filter((problem) => problem.startsWith(`${name} `));
  }
}

function isRefused(name: string, value: string): boolean {
  return problemsWith(name, value).length > 0;
}

/** Value that each variable refuses. */
const WRONG: Readonly<Record<string, string>> = {
  ENV: "x y",
  HOST: "a b",
  PORT: "x",
  LOG_LEVEL: "x",
  LOG_FORMAT: "x",
  ALLOWED_ORIGINS: "x",
  TRUSTED_PROXIES: "x",
  AUTH: "x",
  HOST_KEYS: "x",
  COMMAND_LOCK: "x",
  SESSION_IDLE_SECONDS: "x",
  RESUME_SECONDS: "x",
  HEALTH_TIMEOUT_MS: "x",
  HISTORY_DAYS: "x",
  AUDIT_DAYS: "x",
  MAX_FRAME_BYTES: "x",
  MESSAGES_PER_SECOND: "x",
  MAX_CONNECTIONS: "x",
  MAX_CONNECTIONS_PER_ADDRESS: "x",
  MAX_OPERATIONS: "x",
  MAX_OPERATIONS_PER_SERVER: "x",
  MAX_SSH_CONNECTIONS_PER_SERVER: "x",
  OPERATION_MAX_SECONDS: "x",
  SERVERS: "no such server",
  MDWAP1P_IP: "a b",
  MDWAP1P_PORT: "x",
  MDWAP1P_HOST_KEY: "x",
  MDWAP1P_LABEL: "x".repeat(25),
  MDWAP1P_ENCODING: "x",
  TRANSFER_X: "x",
};

Deno.test("parseConfig: the example in a fault is a valid value", () => {
  for (const [name, wrong] of Object.entries(WRONG)) {
    const [problem = ""] = problemsWith(name, wrong);
    const example = new RegExp(`; for example ${name}=(.+)$`).exec(problem)?.[1];
    assertNotEquals(example, undefined, `${name}: ${problem}`);
    assertEquals(problemsWith(name, example ?? ""), [], name);
  }
});

Deno.test("SETTINGS: defaults and examples are valid texts", () => {
  for (const { variable, default: value, example = value } of Object.values<Setting>(SETTINGS)) {
    for (const text of [value, example].filter((text) => text !== undefined)) {
      assertEquals(problemsWith(variable, text), [], `${variable}=${text}`);
    }
  }
});

Deno.test("variableTables: each meaning is in English and in Korean", () => {
  const hangul = /\p{Script=Hangul}/u;
  const { servers, settings } = variableTables();
  for (const { variable, meaning, values } of [...servers, ...settings]) {
    assertEquals([hangul.test(meaning.en), hangul.test(meaning.ko)], [false, true], variable);
    // Numbers, and words that stand for themselves, are the same in both.
    const words = values?.en.replaceAll(/`[^`]*`| to /g, "") ?? "";
    const isText = /[a-z]{2}/.test(words);
    const ofValues = [values?.en, values?.ko].map((text = "") => hangul.test(text));
    assertEquals(ofValues, [false, isText], variable);
  }
});

Deno.test("SETTINGS: each name is that of its variable in camel case", () => {
  for (const [name, { variable }] of Object.entries(SETTINGS)) {
    assertEquals(name.replaceAll(/[A-Z]/g, "_$&").toUpperCase(), variable);
  }
});

Deno.test("parseConfig: accepts numbers up to their bounds", () => {
  const bounds = {
    PORT: [0, 65_535],
    SESSION_IDLE_SECONDS: [0, 2_000_000],
    RESUME_SECONDS: [0, 86_400],
    HEALTH_TIMEOUT_MS: [1, 25_000],
    HISTORY_DAYS: [1, 36_500],
    AUDIT_DAYS: [1, 36_500],
    MAX_FRAME_BYTES: [1024, 33_554_432],
    MESSAGES_PER_SECOND: [1, 100_000],
    MAX_CONNECTIONS: [1, 100_000],
    MAX_CONNECTIONS_PER_ADDRESS: [1, 100_000],
    MAX_OPERATIONS: [1, 100_000],
    MAX_OPERATIONS_PER_SERVER: [1, 100_000],
    MAX_SSH_CONNECTIONS_PER_SERVER: [2, 100_000],
    OPERATION_MAX_SECONDS: [0, 2_000_000],
    MDWAP1P_PORT: [1, 65_535],
  } as const;
  for (const [name, [min, max]] of Object.entries(bounds)) {
    const refused = [min - 1, min, max, max + 1].map((value) => isRefused(name, String(value)));
    assertEquals(refused, [true, false, false, true], name);
    for (const text of ["1.5", "1e3", "0x10", "12 34", "x80", "80x"]) {
      assertEquals(isRefused(name, text), true, `${name}=${text}`);
    }
  }
});

Deno.test("parseConfig: accepts words in any case, each with its meaning", () => {
  const config = parseConfig({
    ...SEED,
    ENV: "Prod",
    LOG_LEVEL: "WARN",
    LOG_FORMAT: "Json",
    HOST_KEYS: "OFF",
    COMMAND_LOCK: "Off",
    AUTH: "None",
    HOST: "0.0.0.0",
  });
  const { env, logLevel, logFormat, hostKeys, commandLock, isLoopback } = config;
  assertEquals([env, logLevel, logFormat, hostKeys, commandLock, isLoopback], [
    "prod",
    "warn",
    "json",
    "off",
    "off",
    false,
  ]);
});

Deno.test("parseConfig: accepts every choice", () => {
  const choices = {
    ENV: ["dev", "development", "prod", "production", "test"],
    LOG_LEVEL: ["debug", "info", "warn", "error"],
    LOG_FORMAT: ["text", "json"],
    HOST_KEYS: ["tofu", "strict", "off"],
    COMMAND_LOCK: ["on", "server", "off"],
  };
  for (const [name, values] of Object.entries(choices)) {
    assertEquals(values.filter((value) => isRefused(name, value)), [], name);
  }
});

Deno.test("parseConfig: reads every setting", () => {
  const config = parseConfig({
    ...SEED,
    PORT: "9000",
    DATABASE_PATH: "x.db",
    LOG_FILE: "x.log",
    SESSION_IDLE_SECONDS: "11",
    RESUME_SECONDS: "12",
    HEALTH_TIMEOUT_MS: "13",
    HISTORY_DAYS: "14",
    AUDIT_DAYS: "15",
    MAX_FRAME_BYTES: "2000",
  });
  assertEquals(
    [
      config.port,
      config.databasePath,
      config.logFile,
      config.sessionIdleSeconds,
      config.resumeSeconds,
      config.healthTimeoutMs,
      config.historyDays,
      config.auditDays,
      config.maxFrameBytes,
    ],
    [9000, "x.db", "x.log", 11, 12, 13, 14, 15, 2000],
  );
});

Deno.test("parseConfig: numbers have defaults", () => {
  const { sessionIdleSeconds, resumeSeconds, healthTimeoutMs } = parseConfig({});
  assertEquals([sessionIdleSeconds, resumeSeconds, healthTimeoutMs], [1800, 60, 5000]);
  const { historyDays, auditDays } = parseConfig({});
  assertEquals([historyDays, auditDays], [90, 365]);
});

Deno.test("parseConfig: an empty variable counts as unset", () => {
  const config = parseConfig({ PORT: "", ENV: "", LOG_FILE: "", A_IP: "", SERVERS: "" });
  assertEquals([config.port, config.env, config.logFile, config.servers], [
    8000,
    "dev",
    undefined,
    [],
  ]);
});

Deno.test("parseConfig: origins are a list of schemes and hosts, in lower case", () => {
  const { allowedOrigins } = parseConfig({
    AUTH: "none",
    ALLOWED_ORIGINS: " https://A.example , http://b.example:8080,, ",
  });
  assertEquals(allowedOrigins, ["https://a.example", "http://b.example:8080"]);
  for (const origin of ["https://a.example/", "a.example", "https://a.example/x", "https://"]) {
    assertEquals(isRefused("ALLOWED_ORIGINS", `https://ok.example,${origin}`), true, origin);
  }
});

Deno.test("parseConfig: proxies are a list of addresses and blocks", () => {
  const AUTH = "none";
  const { trustedProxies } = parseConfig({ AUTH, TRUSTED_PROXIES: " 10.0.0.1, fd00::/8,, " });
  assertEquals(trustedProxies, [parseIpRange("10.0.0.1"), parseIpRange("fd00::/8")]);
  for (const wrong of ["proxy.example", "10.0.0.0/33", "10.0.0.1 10.0.0.2", "*"]) {
    assertEquals(isRefused("TRUSTED_PROXIES", `10.0.0.1,${wrong}`), true, wrong);
  }
});

Deno.test("parseConfig: AUTH must be said when other machines reach the service", () => {
  for (
    const reach of [
      { TRUSTED_PROXIES: "127.0.0.1" },
      { ALLOWED_ORIGINS: "http://localhost:3000,https://console.example.com" },
    ]
  ) {
    const { problems } = assertThrows(() => parseConfig(reach), ConfigError);
    assertEquals(problems.map((problem) => problem.split(" ")[0]), ["AUTH"]);
    parseConfig({ ...reach, AUTH: "none" });
  }
  const near = "http://localhost:3000,http://127.0.0.1:3000,https://[::1]:3000";
  assertEquals(parseConfig({ ALLOWED_ORIGINS: near }).auth, "none");
});

Deno.test("parseConfig: only addresses of this machine are loopback", () => {
  for (const HOST of ["localhost", "::1", "127.0.0.1", "127.10.20.30"]) {
    assertEquals(parseConfig({ HOST }).isLoopback, true, HOST);
  }
  for (const HOST of ["127.0.0.1.example.org", "10.0.0.1", "localhost.example", "::"]) {
    assertEquals(parseConfig({ HOST, AUTH: "none" }).isLoopback, false, HOST);
    const { problems } = assertThrows(() => parseConfig({ HOST }), ConfigError);
    assertEquals(problems.map((problem) => problem.split(" ")[0]), ["AUTH"], HOST);
  }
});

Deno.test("ConfigError: has a line for each fault", () => {
  const error: ConfigError = assertThrows(() => parseConfig({ PORT: "x", ENV: "y" }), ConfigError);
  assertEquals(error.name, "ConfigError");
  assertEquals(error.message.split("\n").slice(1).map((line) => line.trim()), [...error.problems]);
  assertEquals(error.problems.length, 2);
});

Deno.test("parseConfig: the whole configuration is frozen", () => {
  const config = parseConfig(SEED);
  const [server] = config.servers;
  const [transfer] = config.transfers;
  for (const part of [config, config.servers, server, config.transfers, transfer, transfer?.from]) {
    assertEquals(Object.isFrozen(part), true);
  }
});
