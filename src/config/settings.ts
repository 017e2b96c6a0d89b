import { z } from "zod";
import { isAddress } from "./address.ts";

/** Where variables come from: the process environment over `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Takes down what is wrong with a variable: its name, the fault, an example; never its value. */
export type Report = (name: string, fault: string, example: string) => void;

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d{1,15}$/, "is not a whole number").transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`);

const oneOf = <const Option extends string>(options: readonly Option[]) =>
  z.string().toLowerCase().pipe(z.enum(options, `is none of ${options.join(", ")}`));

const origins = z.string().transform((text) =>
  splitList(text).map((origin) => origin.toLowerCase())
)
  .refine(
    (list) => list.every(isOrigin),
    "holds something that is not an origin (scheme://host[:port])",
  );

const environmentName = oneOf(["dev", "development", "prod", "production", "test"]).transform((
  name,
) => name === "test" ? "test" : name.startsWith("dev") ? "dev" : "prod");

const hostName = z.string().refine(isAddress, "is not an address or a host name");

// SQLite would take a URI for a name, and its scheme for a folder.
const databasePath = z.string()
  .refine((path) => !/^[a-z][a-z0-9+-]*:/i.test(path), "is a URI; it takes a path")
  .refine((path) => !/(^|\/)\.{0,2}$/.test(path), "names a folder; it takes the path of a file")
  .refine((path) => !path.includes("\0"), "holds a NUL character");

/** The settings of the service itself: default and rule of each variable. */
const SETTINGS = {
  ENV: environmentName.prefault("dev"),
  HOST: hostName.prefault("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).prefault("8000"),
  DATABASE_PATH: databasePath.prefault("data/pink-page.db"),
  LOG_LEVEL: oneOf(["debug", "info", "warn", "error"]).prefault("info"),
  LOG_FORMAT: oneOf(["text", "json"]).prefault("text"),
  LOG_FILE: z.string().optional(),
  ALLOWED_ORIGINS: origins.prefault(""),
  AUTH: oneOf(["none"]).optional(),
  HOST_KEYS: oneOf(["tofu", "strict", "off"]).prefault("tofu"),
  COMMAND_LOCK: oneOf(["on", "off"]).prefault("on").transform((value) => value === "on"),
  SESSION_IDLE_SECONDS: wholeNumber(0, 2_000_000).prefault("1800"),
  RESUME_SECONDS: wholeNumber(0, 86_400).prefault("60"),
  HEALTH_TIMEOUT_MS: wholeNumber(1, 25_000).prefault("5000"),
  HISTORY_DAYS: wholeNumber(1, 36_500).prefault("90"),
  MAX_FRAME_BYTES: wholeNumber(1024, 33_554_432).prefault("1048576"),
} as const;

const EXAMPLES: Readonly<Record<keyof typeof SETTINGS, string>> = {
  ENV: "prod",
  HOST: "127.0.0.1",
  PORT: "8000",
  DATABASE_PATH: "data/pink-page.db",
  LOG_LEVEL: "info",
  LOG_FORMAT: "json",
  LOG_FILE: "pink-page.log",
  ALLOWED_ORIGINS: "https://console.example.com",
  AUTH: "none",
  HOST_KEYS: "strict",
  COMMAND_LOCK: "off",
  SESSION_IDLE_SECONDS: "1800",
  RESUME_SECONDS: "60",
  HEALTH_TIMEOUT_MS: "5000",
  HISTORY_DAYS: "90",
  MAX_FRAME_BYTES: "1048576",
};

/** Names of the variables of the service itself. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);

const SettingsSchema = z.object(SETTINGS);

/** The validated settings, by the names of their variables. */
export type Settings = z.output<typeof SettingsSchema>;

/** Reads the service's own settings; an empty variable counts as one that is not there. */
export function readSettings(env: Environment, report: Report): Settings | undefined {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  const given = Object.fromEntries(names.map((name) => [name, env[name] || undefined]));
  const result = SettingsSchema.safeParse(given);
  for (const { path, message } of result.error?.issues ?? []) {
    const name = path[0] as keyof typeof SETTINGS;
    report(name, message, EXAMPLES[name]);
  }
  if (!result.success) return undefined;
  if (!isLoopback(result.data.HOST) && result.data.AUTH === undefined) {
    report("AUTH", "must be said to listen beyond loopback without authentication", "none");
  }
  return result.data;
}

/** Splits a comma list; white space and empty entries are dropped. */
export function splitList(text: string): string[] {
  return text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
}

/** True for the addresses that only this machine reaches (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
