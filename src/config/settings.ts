import { z } from "zod";
import { isAddress } from "./address.ts";

/** Variables by name: the process environment over `.env`. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Records a fault of the variable `name` with an example of a value, never with its value. */
export type Report = (name: string, fault: string, example: string) => void;

/** Documentation of a variable. */
export interface Variable {
  /** Value that an unset variable stands for. */
  readonly default?: string;
  /** Example of a valid value in the report of a fault; `default` if there is none. */
  readonly example?: string;
  /** Meaning of the value with its unit: one or two sentences of Markdown. */
  readonly meaning: string;
}

/** Setting of the service: its variable, rule and meaning. */
export interface Setting extends Variable {
  /** Name of the variable. */
  readonly variable: string;
  /** Schema that parses the text of the variable. */
  readonly schema: z.ZodType;
  /** Valid texts, in words of Markdown. */
  readonly values: string;
}

function wholeNumber(min: number, max: number) {
  const schema = z.string().regex(/^\d{1,15}$/, "is not a whole number").transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`);
  return { schema, values: `${min} to ${max}` };
}

function oneOf<const Option extends string>(...options: readonly Option[]) {
  const schema = z.string().toLowerCase()
    .pipe(z.enum(options, `is none of ${options.join(", ")}`));
  return { schema, values: options.map((option) => `\`${option}\``).join(", ") };
}

const environment = oneOf("dev", "development", "prod", "production", "test");
const noAuthentication = oneOf("none");
const onOrOff = oneOf("on", "off");

const origins = z.string().transform((text) =>
  splitList(text).map((origin) => origin.toLowerCase())
)
  .refine(
    (list) => list.every(isOrigin),
    "holds something that is not an origin (scheme://host[:port])",
  );

// SQLite would take a URI for a name, and its scheme for a folder.
const databasePath = z.string()
  .refine((path) => !/^[a-z][a-z0-9+-]*:/i.test(path), "is a URI; it takes a path")
  .refine((path) => !/(^|\/)\.{0,2}$/.test(path), "names a folder; it takes the path of a file")
  .refine((path) => !path.includes("\0"), "holds a NUL character");

/**
 * Settings of the service, by their names in `Config`. This table is the only place that spells
 * them: parsing, the type {@linkcode Settings} and the documents are made from it.
 */
export const SETTINGS = {
  env: {
    variable: "ENV",
    schema: environment.schema.transform((name) =>
      name === "test" ? "test" : name.startsWith("dev") ? "dev" : "prod"
    ),
    values: environment.values,
    default: "dev",
    example: "prod",
    meaning: "Environment of the service. Under `dev`, two built-in demo hosts serve while no " +
      "server is configured; under `prod`, a start without servers is refused.",
  },
  host: {
    variable: "HOST",
    schema: z.string().refine(isAddress, "is not an address or a host name"),
    values: "address or host name",
    default: "127.0.0.1",
    meaning: "Address to listen on. An address beyond loopback needs `AUTH=none`.",
  },
  port: {
    variable: "PORT",
    ...wholeNumber(0, 65_535),
    default: "8000",
    meaning: "Port to listen on; 0 takes a free one.",
  },
  databasePath: {
    variable: "DATABASE_PATH",
    schema: databasePath,
    values: "path of a file, or `:memory:`",
    default: "data/pink-page.db",
    meaning: "SQLite file; a missing folder is created. `:memory:` keeps nothing over a restart.",
  },
  logLevel: {
    variable: "LOG_LEVEL",
    ...oneOf("debug", "info", "warn", "error"),
    default: "info",
    meaning: "Lowest level that is logged.",
  },
  logFormat: {
    variable: "LOG_FORMAT",
    ...oneOf("text", "json"),
    default: "text",
    example: "json",
    meaning: "Format of log lines: `text` for people, `json` for programs.",
  },
  logFile: {
    variable: "LOG_FILE",
    schema: z.string().optional(),
    values: "path of a file",
    example: "pink-page.log",
    meaning: "File that log lines are appended to as well. `SIGHUP` opens it again, after log " +
      "rotation has renamed it.",
  },
  allowedOrigins: {
    variable: "ALLOWED_ORIGINS",
    schema: origins,
    values: "comma list of `scheme://host[:port]`",
    default: "",
    example: "https://console.example.com",
    meaning: "Origins of pages that may connect, besides those of the service itself.",
  },
  auth: {
    variable: "AUTH",
    schema: noAuthentication.schema.optional(),
    values: noAuthentication.values,
    example: "none",
    meaning: "Authentication of clients. There is none yet: `none` confirms that for an address " +
      "beyond loopback.",
  },
  hostKeys: {
    variable: "HOST_KEYS",
    ...oneOf("tofu", "strict", "off"),
    default: "tofu",
    example: "strict",
    meaning: "Host keys to trust: `tofu` trusts a key on first use and refuses a changed one, " +
      "`strict` trusts pinned keys only, `off` trusts any key.",
  },
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
  healthTimeoutMs: {
    variable: "HEALTH_TIMEOUT_MS",
    ...wholeNumber(1, 25_000),
    default: "5000",
    meaning: "Maximum duration of one health probe, in milliseconds. Every server is probed " +
      "every 30 s.",
  },
  historyDays: {
    variable: "HISTORY_DAYS",
    ...wholeNumber(1, 36_500),
    default: "90",
    meaning: "Time for which operations, sessions and locks stay in the history, in days.",
  },
  maxFrameBytes: {
    variable: "MAX_FRAME_BYTES",
    ...wholeNumber(1024, 33_554_432),
    default: "1048576",
    meaning: "Maximum size of a WebSocket frame from a client, in bytes of UTF-8.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Values of the settings. */
export type Settings = {
  readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]["schema"]>;
};

/** Reads the settings. Returns `undefined` after the report of a value that breaks its rule. */
export function readSettings(env: Environment, report: Report): Settings | undefined {
  let isValid = true;
  const entries = Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
    const { variable, schema, example = setting.default ?? "" } = setting;
    const { data, error } = schema.safeParse(env[variable] || setting.default);
    for (const { message } of error?.issues ?? []) report(variable, message, example);
    isValid &&= error === undefined;
    return [name, data];
  });
  if (!isValid) return undefined;
  const settings = Object.fromEntries(entries) as Settings;
  if (!isLoopback(settings.host) && settings.auth === undefined) {
    report("AUTH", "must be said to listen beyond loopback without authentication", "none");
  }
  return settings;
}

/** Splits a comma list. White space and empty entries are dropped. */
export function splitList(text: string): string[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/**
 * Checks whether only this machine reaches the address (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
