import type { Mutant } from "./mutant.ts";

const TOKEN_LIST = {
  file: "src/access/token_list.ts",
  tests: ["tests/access/token_list_test.ts"],
} as const;
const VALID = {
  file: "src/access/valid_tokens.ts",
  tests: ["tests/access/valid_tokens_test.ts"],
} as const;
const FILE = {
  file: "src/access/tokens_file.ts",
  tests: ["tests/access/tokens_file_test.ts"],
} as const;
const WRITE = {
  file: "src/access/write_tokens.ts",
  tests: ["tests/access/write_tokens_test.ts"],
} as const;
const CREDENTIALS = {
  file: "src/access/credentials.ts",
  tests: ["tests/access/credentials_test.ts"],
} as const;
const FAILED = {
  file: "src/access/failed_logins.ts",
  tests: ["tests/access/failed_logins_test.ts"],
} as const;
const REFUSALS = {
  file: "src/access/refusals.ts",
  tests: ["tests/access/refusals_test.ts"],
} as const;
const LOGINS = { file: "src/access/logins.ts", tests: ["tests/access/logins_test.ts"] } as const;
const ACCESS = { file: "src/access/access.ts", tests: ["tests/http/access_test.ts"] } as const;
const RIGHTS = { file: "src/domain/rights.ts", tests: ["tests/domain/rights_test.ts"] } as const;
const HANDLER = { file: "src/http/handler.ts", tests: ["tests/http/access_test.ts"] } as const;
const LOGIN_ROUTES = {
  file: "src/http/login/login_routes.ts",
  tests: ["tests/http/login/post_login_test.ts"],
} as const;
const HUB = { file: "src/sockets/hub.ts", tests: ["tests/http/login/login_test.ts"] } as const;
const MEMBER = {
  file: "src/sockets/member.ts",
  tests: ["tests/sockets/member_test.ts"],
} as const;
const LEASES = { file: "src/leases/leases.ts", tests: ["tests/leases/takeover_test.ts"] } as const;
const COMMAND = {
  file: "src/cli/token_command.ts",
  tests: ["tests/cli/token_command_test.ts"],
} as const;

/** Faults of tokens, logins, roles, scopes, revocations and takeovers. */
export const ACCESS_MUTANTS: readonly Mutant[] = [
  {
    ...TOKEN_LIST,
    fault: "a pattern that does not compile passes",
    find: '.refine(isPattern, "is not a regular expression")',
    replace: "",
  },
  {
    ...TOKEN_LIST,
    fault: "two tokens can have one name",
    find: "isUnique(list.map(({ name }) => name))",
    replace: "true",
  },
  {
    ...TOKEN_LIST,
    fault: "two tokens can have one hash",
    find: "isUnique(list.map(({ sha256 }) => sha256))",
    replace: "true",
  },
  {
    ...TOKEN_LIST,
    fault: "a misspelt scope limits nothing",
    find: "z.strictObject({",
    replace: "z.object({",
  },
  {
    ...TOKEN_LIST,
    fault: "the scope of commands is lost",
    find: "scopes: { servers, operations, commands }",
    replace: "scopes: { servers, operations }",
  },
  {
    ...VALID,
    fault: "a change of one token ends the others",
    find: "before.get(textOf(entry)) ?? hold(entry)",
    replace: "hold(entry)",
  },
  {
    ...VALID,
    fault: "an expired token is valid until the next look",
    find: "found === undefined || isExpired(found.entry) ? undefined : found",
    replace: "found",
  },
  {
    ...VALID,
    fault: "an expired token expires again and again",
    find: " && !signal.aborted",
    replace: "",
  },
  {
    ...VALID,
    fault: "a long name does not fit into a close frame",
    find: "`The token was ${state}`",
    replace: "`The token ${name} was ${state}`",
  },
  {
    ...VALID,
    fault: "a revoked token stays open",
    find: "  ended.abort(state",
    replace: "  void (state",
  },
  {
    ...FILE,
    fault: "others can write the file",
    find: "if (version.startsWith(OPEN_TO_OTHERS)) {",
    replace: 'if (version === "") {',
  },
  {
    ...FILE,
    file: "src/access/file_version.ts",
    fault: "the group can read the file",
    find: "0o077",
    replace: "0o007",
  },
  {
    ...FILE,
    fault: "a broken file is read once, and counts as good then",
    find: "if (version === this.#version) return undefined;",
    replace: "if (version === this.#version) return undefined;\n    this.#version = version;",
  },
  {
    ...FILE,
    fault: "a fault is logged twice a second",
    find: "    if (reason === this.#reason) return;\n",
    replace: "",
  },
  {
    ...FILE,
    fault: "a fault is never over",
    find: "    this.#failure = undefined;\n",
    replace: "",
  },
  {
    ...FILE,
    fault: "the sockets of expired tokens stay open",
    find: "    this.#tokens.expire().forEach(this.#options.onChange);\n",
    replace: "",
  },
  {
    ...FILE,
    fault: "a deleted file keeps the last list",
    find: "version === MISSING ? [] : parse",
    replace: "version === MISSING ? undefined! : parse",
  },
  {
    ...WRITE,
    fault: "two writers lose tokens",
    find: "  await file.lock(true);\n",
    replace: "",
  },
  {
    ...WRITE,
    fault: "the service cannot read the file of root",
    find: "    await give(temporary, owner);\n",
    replace: "",
  },
  {
    ...WRITE,
    fault: "a link in the folder leads root to any file",
    find: "await lchown(path, uid ?? -1, gid ?? -1)",
    replace: "await Deno.chown(path, uid, gid)",
  },
  {
    ...WRITE,
    fault: "the group can read the file",
    find: "{ mode: 0o600, createNew",
    replace: "{ mode: 0o640, createNew",
  },
  {
    ...CREDENTIALS,
    fault: "the subprotocol goes before the header",
    find: "bearerOf(request) ?? subprotocolTokenOf(request)",
    replace: "subprotocolTokenOf(request) ?? bearerOf(request)",
  },
  {
    ...CREDENTIALS,
    fault: "the cookie counts for a page on another port",
    find: 'site === "same-origin" || site === "none"',
    replace: 'site !== "cross-site"',
  },
  {
    ...CREDENTIALS,
    fault: "the cookie counts for a POST without an Origin",
    find: "SAFE_METHODS.includes(method) && ",
    replace: "",
  },
  {
    ...CREDENTIALS,
    fault: "a cookie with a longer name counts",
    find: "pair.startsWith(`${name}=`)",
    replace: "pair.includes(`${name}=`)",
  },
  {
    ...CREDENTIALS,
    fault: "an empty token in the query passes",
    find: 'if (!new URL(url).searchParams.has("token")) return;',
    replace: 'if (!new URL(url).searchParams.get("token")) return;',
  },
  {
    ...CREDENTIALS,
    fault: "over TLS the cookie is not bound to the host",
    find: 'isSecure ? "__Host-pink-page" : "pink-page"',
    replace: '"pink-page"',
  },
  {
    ...CREDENTIALS,
    fault: "a header of another scheme is a token",
    find: "/^Bearer +",
    replace: "/Bearer +",
  },
  {
    file: "src/access/address_table.ts",
    tests: ["tests/access/failed_logins_test.ts"],
    fault: "another port of an address begins anew",
    find: "get(addressKey(address))",
    replace: "get(address)",
  },
  {
    ...FAILED,
    fault: "who goes on failing waits for ever",
    find: "isOver ? recent : [...recent, nowMs]",
    replace: "[...recent, nowMs]",
  },
  {
    ...FAILED,
    fault: "the wait is always a minute",
    find: "oldest + WINDOW_MS - nowMs",
    replace: "WINDOW_MS",
  },
  {
    ...FAILED,
    fault: "nine failures pass",
    find: "recent.length >= MAX_FAILURES",
    replace: "recent.length >= MAX_FAILURES - 1",
  },
  {
    ...REFUSALS,
    fault: "each mistake of a client has a row",
    find: "    if (!KINDS.includes(kind)) return;\n",
    replace: "",
  },
  {
    ...REFUSALS,
    fault: "an address has a row only after more than a minute",
    find: "< ROW_MS) return",
    replace: "<= ROW_MS) return",
  },
  {
    ...LOGINS,
    fault: "a logout leaves the sockets open",
    find: "AbortSignal.any([token.signal, login.ended.signal])",
    replace: "token.signal",
  },
  {
    ...LOGINS,
    fault: "a revoked token leaves the sockets of its logins open",
    find: "AbortSignal.any([token.signal, login.ended.signal])",
    replace: "login.ended.signal",
  },
  {
    ...LOGINS,
    fault: "an expired login is valid until the next look",
    find: " || isOver(login)",
    replace: "",
  },
  {
    ...LOGINS,
    fault: "an ended login comes back with a restart",
    find: "    this.#options.records.remove(sha256);\n",
    replace: "",
  },
  {
    ...LOGINS,
    fault: "the database has the cookie",
    find: "sha256: await hashOf(cookie), tokenSha256",
    replace: "sha256: cookie, tokenSha256",
  },
  {
    ...ACCESS,
    file: "src/access/token_access.ts",
    fault: "tokens can be guessed without an end",
    find: "    this.#failures.count(address);\n",
    replace: "",
    filter: "refusals over",
  },
  {
    ...ACCESS,
    file: "src/access/token_access.ts",
    fault: "the service is ready without its tokens",
    find: "    if (this.#tokens.failure !== undefined) throw this.#tokens.failure;\n",
    replace: "",
    filter: "what a token opens",
  },
  {
    ...ACCESS,
    file: "src/access/token_access.ts",
    fault: "a logout ends nothing",
    find: "    if (cookie !== undefined) await this.#logins.end(cookie);\n",
    replace: "",
    tests: ["tests/http/login/login_test.ts"],
    filter: "logins: open",
  },
  {
    ...RIGHTS,
    fault: "an alternative of a pattern is a part of the command",
    find: "`^(?:${pattern})$`",
    replace: "`^${pattern}$`",
  },
  {
    ...RIGHTS,
    fault: "a second line is free",
    find: '"u").test(command)',
    replace: '"um").test(command)',
  },
  {
    ...RIGHTS,
    fault: "a terminal runs any command",
    find: '  if (kind === "terminal") permitInput(principal);\n',
    replace: "",
  },
  {
    ...RIGHTS,
    file: "src/domain/sees.ts",
    fault: "a transfer needs one of its servers",
    find: "return [from, to].every(",
    replace: "return [from, to].some(",
  },
  {
    ...RIGHTS,
    file: "src/domain/sees.ts",
    fault: "the owner of a session shows its server",
    find: '    case "session_status":\n',
    replace: "",
  },
  {
    ...RIGHTS,
    file: "src/domain/visible_operations.ts",
    fault: "other kinds of operations are seen",
    find: "  if (kinds !== undefined && !kinds.includes(kind)) return false;\n",
    replace: "",
  },
  {
    ...RIGHTS,
    fault: "an admin is no operator",
    find: "indexOf(role) >= Role",
    replace: "indexOf(role) === Role",
  },
  {
    ...HANDLER,
    fault: "strangers are told why the service is down",
    find: "admission === STRANGER ? errorForStranger(error) : error",
    replace: "error",
    filter: "what a token opens",
  },
  {
    ...HANDLER,
    fault: "a browser is not led to the login",
    find: "      if (needsLogin(error) && asksForPage(request)) return seeLogin(path);\n",
    replace: "",
    filter: "refusals over",
  },
  {
    ...LOGIN_ROUTES,
    fault: "over TLS the cookie is not Secure",
    find: '  if (isSecure) attributes.push("Secure");\n',
    replace: "",
  },
  {
    ...LOGIN_ROUTES,
    fault: "other sites can use the cookie",
    find: "SameSite=Strict",
    replace: "SameSite=Lax",
  },
  {
    ...LOGIN_ROUTES,
    fault: "the page does not say how long to wait",
    find: "headers: errorHeaders(failure)",
    replace: "headers: {}",
  },
  {
    ...HUB,
    fault: "a client is away when its login ends",
    find: "this.#close(socket, CLOSE.policy, reason);",
    replace: "this.#close(socket, CLOSE.goingAway, reason);",
    filter: "logins: open",
  },
  {
    ...HUB,
    file: "src/sockets/members.ts",
    fault: "a resumed client ends with its old login",
    find: "    if (replaced?.admission !== undefined) this.#watch(member, replaced.admission);\n",
    replace: "",
    filter: "resume:",
  },
  {
    ...HUB,
    fault: "an away client outlives its token",
    find: "    else this.#members.forget(member, CLOSE.policy);\n",
    replace: "",
    tests: ["tests/operations/revocation_test.ts"],
    filter: "ends what",
  },
  {
    ...HUB,
    file: "src/sockets/members.ts",
    fault: "another token can take a client over",
    find: "return a.name === b.name && a.role === b.role;",
    replace: "return a.role === b.role;",
    tests: ["tests/operations/revocation_test.ts"],
    filter: "ends what",
  },
  {
    ...LEASES,
    fault: "a takeover is recorded as a loss",
    find: 'session.takeover === undefined ? endedBy : "taken_over"',
    replace: "endedBy",
  },
  {
    ...LEASES,
    fault: "a takeover leaves the operation running",
    find: "    this.#stopAll(new Cancelled(`Ended by an administrator: ${takeover.reason}`));\n",
    replace: "",
  },
  {
    ...LEASES,
    fault: "nobody is told why a session ended",
    find: "reason === undefined ? status : { ...status, reason }",
    replace: "status",
  },
  {
    ...COMMAND,
    fault: "a day of a token is a second",
    find: "days * DAY_MS",
    replace: "days * 1000",
    filter: "adds, lists",
  },
  {
    ...COMMAND,
    fault: "a name can be given twice",
    find: "name === entry.name",
    replace: "name === entry.sha256",
    filter: "faults exit",
  },
  {
    file: "src/http/login/see_login.ts",
    fault: "a login leads to another host",
    find: 'isPath ? next : ""',
    replace: 'next ?? ""',
    tests: ["tests/http/login/post_login_test.ts"],
    filter: "POST /login",
  },
  {
    file: "src/http/login/read_login.ts",
    fault: "a body of 4,096 bytes is too large",
    find: "bytes > MAX_BODY_BYTES",
    replace: "bytes >= MAX_BODY_BYTES",
    tests: ["tests/http/login/post_login_test.ts"],
    filter: "POST /login",
  },
  {
    file: "src/router/dispatch.ts",
    fault: "a viewer runs commands",
    find: "    endpoint.permit(route.role);\n",
    replace: "",
    tests: ["tests/http/roles_test.ts"],
    filter: "messages:",
  },
  {
    file: "src/sockets/member.ts",
    fault: "broadcasts show every server",
    find: "if (seesEverything(client.principal)) return",
    replace: 'if (json !== "") return',
    tests: ["tests/operations/scopes_test.ts"],
    filter: "servers limit",
  },
  {
    file: "src/sockets/upgrade.ts",
    fault: "the subprotocol is not answered",
    find: "isKnown ? { protocol: SUBPROTOCOL } : {}",
    replace: "isKnown ? {} : {}",
    tests: ["tests/http/access_test.ts"],
    filter: "what a token",
  },
  {
    file: "src/http/api.ts",
    fault: "the health of every server can be read",
    find: "      permitServer(principal, name);\n",
    replace: "",
    tests: ["tests/operations/scopes_test.ts"],
    filter: "servers limit",
  },
  {
    file: "src/operations/operate.ts",
    fault: "the scopes of a token hold for nothing that runs",
    find:
      "  permitOperation(client.principal, { kind: request.kind, command: subject.command });\n",
    replace: "",
    tests: ["tests/operations/scopes_test.ts"],
    filter: "kinds of operations",
  },
  {
    file: "src/operations/running_handlers.ts",
    fault: "text is typed into a command of a token for some commands",
    find: "  permitInput(context.client.principal);\n",
    replace: "",
    tests: ["tests/operations/scopes_test.ts"],
    filter: "kinds of operations",
  },
  {
    file: "src/operations/client_handlers.ts",
    fault: "a client with a token takes another name",
    find: "client.principal.name ?? input.name",
    replace: "input.name",
    tests: ["tests/http/access_test.ts"],
    filter: "what a token",
  },
  {
    ...MEMBER,
    fault: "a token that is revoked during the upgrade stays open",
    find: "    if (signal.aborted) end();\n    else signal",
    replace: "    signal",
  },
  {
    ...MEMBER,
    fault: "a client ends with the login of an earlier socket",
    find: "    this.#unwatch();\n    this.#admission = admission;",
    replace: "    this.#admission = admission;",
  },
];
