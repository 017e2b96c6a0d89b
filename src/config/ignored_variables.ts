import { SERVER_VARIABLES, SHARED_VARIABLES } from "./server_variables.ts";
import { addressPrefixes, isServerPrefix } from "./servers.ts";
import type { Environment } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** Variable that is not read, although it seems to be meant for this service. */
export interface IgnoredVariable {
  /** Name of the variable. */
  readonly name: string;
  /** Reason why it is not read, and the name that is likely meant. */
  readonly reason: string;
}

/** Prefixes of the servers in the documents, whose variables are meant for this service. */
const USUAL_PREFIXES = ["MDWAP1P", "MYPAP1D"];

const OWN_NAMES: readonly string[] = [
  ...Object.values(SETTINGS).map(({ variable }) => variable),
  ...Object.keys(SHARED_VARIABLES),
];

/** Endings of the names of a server's variables. */
const SUFFIXES = Object.keys(SERVER_VARIABLES);

/** Usual words for a variable, by the end of its name. */
type Aliases = Readonly<Record<string, readonly string[]>>;

/** Words for the variables of a server, after its prefix. */
const ALIASES: Aliases = {
  IP: ["ADDR", "ADDRESS", "HOST", "HOSTNAME"],
  USER: ["ID", "LOGIN", "USERNAME"],
  PASSWORD: ["PASS", "PASSWD", "PW", "PWD"],
  KEY_FILE: ["KEY", "PRIVATE_KEY"],
  KEY_PASSPHRASE: ["PASSPHRASE"],
  HOST_KEY: ["FINGERPRINT"],
};

/** Words for the variables of the common login, after `HIWARE`. */
const SHARED_ALIASES: Aliases = {
  ID: ["LOGIN", "USER", "USERNAME"],
  PW: ["PASS", "PASSWD", "PASSWORD", "PWD"],
};

/**
 * Returns the variables of `env` that nearly match a variable of this service, or refine a server
 * without address. Names of `.env` are compared loosely. In the process environment, which holds
 * variables of other programs, only small slips count.
 */
export function ignoredVariables(
  env: Environment,
  dotenvNames: readonly string[],
): IgnoredVariable[] {
  const servers = addressPrefixes(env);
  const read = new Set([...OWN_NAMES, ...servers.flatMap(serverVariables)]);
  const inFile = new Set(dotenvNames);
  return Object.keys(env).flatMap((name) => {
    if (!env[name] || read.has(name) || /^TRANSFER_[A-Z][A-Z0-9_]*$/.test(name)) return [];
    const names = { servers, isLoose: inFile.has(name) };
    const reason = aliasReason(name, names) ?? orphanReason(name, names) ??
      likelyReason(name, names);
    return reason === undefined ? [] : [{ name, reason }];
  });
}

/** Options for the comparison of a name. */
interface Names {
  /** Prefixes of the servers. */
  readonly servers: readonly string[];
  /** Whether the name is compared loosely. */
  readonly isLoose: boolean;
}

function serverVariables(prefix: string): string[] {
  return SUFFIXES.map((suffix) => `${prefix}_${suffix}`);
}

/** Returns the reason for a usual word: `HIWARE_PASSWORD`, or `A_HOST` where `A` is a prefix. */
function aliasReason(name: string, { servers, isLoose }: Names): string | undefined {
  const find = (prefix: string, aliases: Aliases) =>
    Object.keys(aliases).filter((suffix) =>
      aliases[suffix]?.some((word) => name === `${prefix}_${word}`)
    ).map((suffix) => `${prefix}_${suffix} is likely meant`);
  const prefixes = isLoose ? [...servers, ...USUAL_PREFIXES] : USUAL_PREFIXES;
  const [reason] = [
    ...find("HIWARE", SHARED_ALIASES),
    ...prefixes.flatMap((prefix) => find(prefix, ALIASES)),
  ];
  return reason;
}

/** Returns the reason why `name`, in the form of a server's variable, belongs to no server. */
function orphanReason(name: string, { servers, isLoose }: Names): string | undefined {
  const suffix = SUFFIXES.find((suffix) => name.endsWith(`_${suffix}`)) ?? "";
  const prefix = name.slice(0, -1 - suffix.length);
  if (suffix === "" || !isServerPrefix(prefix)) return undefined;
  const near = [...servers, ...USUAL_PREFIXES].find((other) => isNear(prefix, other, isLoose));
  if (!isLoose && near === undefined) return undefined;
  const likely = near === undefined || near === prefix ? "" : `; ${near}_${suffix} is likely meant`;
  return `no ${prefix}_IP makes a server${likely}`;
}

/** Returns the reason that names the variable which is likely meant by `name`. */
function likelyReason(name: string, { servers, isLoose }: Names): string | undefined {
  const spelled = name.toUpperCase().replaceAll(/[.-]/g, "_");
  const prefixes = [...servers, ...USUAL_PREFIXES];
  const candidates = [...OWN_NAMES, ...prefixes.flatMap(serverVariables)];
  const likely = candidates.find((candidate) => isNear(spelled, candidate, isLoose)) ??
    (isLoose ? likelyByParts(spelled) : undefined);
  if (likely !== undefined) return `${likely} is likely meant`;
  const isOfServer = isLoose && prefixes.some((prefix) => spelled.startsWith(`${prefix}_`));
  return isOfServer ? "servers have no such variable" : undefined;
}

/** Returns the likely variable by its parts: `FOO_IP` for `FOO_IPP`. */
function likelyByParts(spelled: string): string | undefined {
  const words = spelled.split("_");
  for (let i = 1; i < words.length; i++) {
    const [start, end] = [words.slice(0, i).join("_"), words.slice(i).join("_")];
    if (isNear(start, "TRANSFER", true)) return `TRANSFER_${end}`;
    const suffix = SUFFIXES.find((suffix) => isNear(end, suffix, true));
    if (suffix !== undefined && isServerPrefix(start)) return `${start}_${suffix}`;
  }
  return undefined;
}

/** Checks whether `text` is `word` with a slip of typing. */
function isNear(text: string, word: string, isLoose: boolean): boolean {
  if (Math.abs(text.length - word.length) > 2) return false;
  const distance = editDistance(text, word);
  const isSwapped = distance === 1 && [...text].sort().join() === [...word].sort().join();
  if (distance === 0 || isSwapped) return true;
  if (!isLoose) return distance === 1 && word.length >= 6;
  // In a short word, another letter makes another word: ID is not IP.
  if (word.length < 4) return distance === 1 && text.length !== word.length;
  return distance <= (word.length < 8 ? 1 : 2);
}

/**
 * Returns the number of inserted, deleted, replaced or swapped neighbouring characters between two
 * texts (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
