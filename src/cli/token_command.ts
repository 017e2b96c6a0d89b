import { parseArgs } from "node:util";
import { createToken, hashOf } from "../access/token.ts";
import { TokenEntry } from "../access/token_list.ts";
import { readTokens } from "../access/read_tokens.ts";
import { changeTokens } from "../access/write_tokens.ts";
import { loadSetting } from "../config/load_setting.ts";
import { splitList } from "../config/setting.ts";
import { refuseUsage } from "./usage.ts";

const USAGE = `token add NAME ROLE [--days N] [--servers a,b]
                 [--operations command,terminal,transfer,job] [--command PATTERN …]
       token list
       token revoke NAME

ROLE is viewer, operator or admin. Without --days the token does not expire. A command must match
one PATTERN, a regular expression, as a whole.`;

const DAY_MS = 86_400_000;

/**
 * Adds, lists or revokes tokens of `TOKENS_FILE`, and resolves to the exit code: 0, or 2 for wrong
 * arguments. A running service reads the change within a second.
 *
 * @throws {ConfigError} when `TOKENS_FILE` or `.env` is wrong
 * @throws {Error} when the file cannot be read or written, or the change is not possible
 */
export async function tokenCommand([verb, ...args]: readonly string[]): Promise<number> {
  const path = await loadSetting("tokensFile");
  const [name, ...more] = args;
  if (verb === "add") return await addToken(path, args);
  if (verb === "list" && args.length === 0) return await listTokens(path);
  if (verb === "revoke" && name !== undefined && more.length === 0) {
    return await revokeToken(path, name);
  }
  return refuseUsage(USAGE);
}

/** Adds a token, and prints it: the file has only its hash. */
async function addToken(path: string, args: readonly string[]): Promise<number> {
  const given = parse(args);
  if (given === undefined) return refuseUsage(USAGE);
  const { days, ...fields } = given;
  const token = createToken();
  const now = Date.now();
  const { data: entry, error } = TokenEntry.safeParse({
    ...fields,
    sha256: await hashOf(token),
    created_at: new Date(now).toISOString(),
    expires_at: days && new Date(now + days * DAY_MS).toISOString(),
  });
  if (error !== undefined) {
    throw new Error(
      error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"),
    );
  }
  await changeTokens(path, (tokens) => {
    if (tokens.some(({ name }) => name === entry.name)) {
      throw new Error(`A token is called ${entry.name} already: revoke it, or take another name`);
    }
    return [...tokens, entry];
  });
  print(token);
  return 0;
}

/** Parses the arguments of `add`. Returns `undefined` when they are wrong. */
function parse(args: readonly string[]) {
  try {
    const { values, positionals: [name, role, ...more] } = parseArgs({
      args: [...args],
      options: {
        days: { type: "string" },
        servers: { type: "string" },
        operations: { type: "string" },
        command: { type: "string", multiple: true },
      },
      allowPositionals: true,
    });
    const { days, servers, operations, command: commands } = values;
    const isRight = days === undefined || /^[1-9]\d{0,4}$/.test(days);
    if (!isRight || role === undefined || more.length > 0) return undefined;
    return {
      name,
      role,
      days: days === undefined ? undefined : Number(days),
      servers: servers === undefined ? undefined : splitList(servers),
      operations: operations === undefined ? undefined : splitList(operations),
      commands,
    };
  } catch {
    return undefined;
  }
}

/** Prints a line for each token: its name, role, end and scopes. */
async function listTokens(path: string): Promise<number> {
  for (const token of await readTokens(path)) {
    const { name, role, expires_at, servers, operations, commands } = token;
    const end = expires_at === undefined ? "does not expire" : `until ${expires_at}`;
    const scopes = Object.entries({ servers, operations, commands })
      .flatMap(([scope, list]) => list === undefined ? [] : [`${scope}=${list.join(",")}`]);
    print([name, role, end, ...scopes].join("  "));
  }
  return 0;
}

/** Removes the token called `name`. */
async function revokeToken(path: string, name: string): Promise<number> {
  await changeTokens(path, (tokens) => {
    const others = tokens.filter((token) => token.name !== name);
    if (others.length === tokens.length) {
      throw new Error(`No token is called ${name}: token list prints the names`);
    }
    return others;
  });
  return 0;
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a command prints to its terminal
  console.log(line);
}
