import { z } from "zod";
import { isAddress } from "./address.ts";
import { oneOf, type Setting, wholeNumber } from "./setting.ts";

const onOrOff = oneOf("on", "off");
const environment = oneOf("dev", "development", "prod", "production", "test");

// SQLite would take a URI for a name, and its scheme for a folder.
const databasePath = z.string()
  .refine((path) => !/^[a-z][a-z0-9+-]*:/i.test(path), "is a URI; it takes a path")
  .refine((path) => !/(^|\/)\.{0,2}$/.test(path), "names a folder; it takes the path of a file")
  .refine((path) => !path.includes("\0"), "holds a NUL character");

/** Settings of the process: its environment, its listener, its files and its probes. */
export const SERVICE_SETTINGS = {
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
    meaning: "Address to listen on. An address beyond loopback needs `AUTH`.",
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
  historyDays: {
    variable: "HISTORY_DAYS",
    ...wholeNumber(1, 36_500),
    default: "90",
    meaning: "Time for which operations, sessions and locks stay in the history, in days.",
  },
  historyOutput: {
    variable: "HISTORY_OUTPUT",
    schema: onOrOff.schema.transform((value) => value === "on"),
    values: onOrOff.values,
    default: "on",
    example: "off",
    meaning: "Output in the history: `on` keeps the last 64 KiB of each command and transfer, " +
      "`off` keeps none and drops what is kept.",
  },
  historyOutputMib: {
    variable: "HISTORY_OUTPUT_MIB",
    ...wholeNumber(1, 1_048_576),
    default: "256",
    meaning: "Maximum size of all kept output, in MiB. The oldest output is dropped first.",
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
  hostKeys: {
    variable: "HOST_KEYS",
    ...oneOf("tofu", "strict", "off"),
    default: "tofu",
    example: "strict",
    meaning: "Host keys to trust: `tofu` trusts a key on first use and refuses a changed one, " +
      "`strict` trusts pinned keys only, `off` trusts any key.",
  },
  healthTimeoutMs: {
    variable: "HEALTH_TIMEOUT_MS",
    ...wholeNumber(1, 25_000),
    default: "5000",
    meaning: "Maximum duration of one health probe, in milliseconds. Every server is probed " +
      "every 30 s.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
