import type { Mutant } from "./mutant.ts";

const PROXIES = { file: "src/access/proxies.ts", tests: ["tests/access/proxies_test.ts"] } as const;
const IP_RANGE = {
  file: "src/domain/ip_range.ts",
  tests: ["tests/domain/ip_range_test.ts"],
} as const;
const HANDLER = { file: "src/http/handler.ts", tests: ["tests/http/proxy_test.ts"] } as const;
const HEADERS = {
  file: "src/http/security_headers.ts",
  tests: ["tests/http/security_headers_test.ts"],
} as const;
const WATCH = {
  file: "src/http/certificate_watch.ts",
  tests: ["tests/http/certificate_watch_test.ts"],
} as const;
const TLS = { tests: ["tests/http/tls_test.ts"], filter: "15 s" } as const;
const TLS_FILES = {
  file: "src/config/tls_files.ts",
  tests: ["tests/config/tls_files_test.ts"],
} as const;
const UNSAFE = {
  file: "src/config/unsafe_settings.ts",
  tests: ["tests/config/unsafe_settings_test.ts"],
} as const;
const CHECK = { tests: ["tests/cli/check_command_test.ts"] } as const;
const START_COMMAND = {
  file: "src/cli/check/start_command.ts",
  tests: ["tests/cli/start_command_test.ts"],
} as const;
const SETTINGS = {
  file: "src/config/settings.ts",
  tests: ["tests/config/settings_test.ts"],
} as const;

/** Faults of proxies and TLS. */
export const TLS_MUTANTS: readonly Mutant[] = [
  {
    ...PROXIES,
    fault: "every peer is believed",
    find: "if (!isTrusted(peer.hostname)) {",
    replace: "if (!isTrusted(peer.hostname) && isOpen) {",
  },
  {
    ...PROXIES,
    fault: "the first address is the client's, as a client can write it",
    find: "if (!isTrusted(address)) return client;",
    replace: "",
  },
  {
    ...PROXIES,
    fault: "addresses before a text that is no address count",
    find: "if (parseIp(address) === undefined) return client;",
    replace: "if (parseIp(address) === undefined) continue;",
  },
  {
    ...PROXIES,
    fault: "the first entry of X-Forwarded-Proto counts, which a client can write",
    find: '.split(",").at(-1)',
    replace: '.split(",").at(0)',
  },
  {
    ...PROXIES,
    fault: "only X-Forwarded-For tells a proxy",
    find: 'name === "forwarded" || name.startsWith("x-forwarded-")',
    replace: 'name === "x-forwarded-for"',
  },
  {
    ...PROXIES,
    fault: "AUTH=none lets in what an unknown proxy forwards",
    find: "if (isOpen && isForwarded(headers)) throw unknownProxy();",
    replace: "",
  },
  {
    ...IP_RANGE,
    fault: "bits after the prefix count",
    find: "return { first: network(ip, bits), bits };",
    replace: "return { first: ip, bits };",
  },
  {
    ...IP_RANGE,
    fault: "the prefix of an IPv4 block counts from the left of the IPv6 address",
    find: 'address.includes(":") ? 0 : MAPPED_BITS',
    replace: "0",
  },
  {
    ...HANDLER,
    fault: "the service takes a proxy for the client",
    find: "peer: remoteAddr, policy: proxies",
    replace: "peer: remoteAddr, policy: { ...proxies, trustedProxies: [], isOpen: false }",
  },
  {
    ...HEADERS,
    fault: "browsers may guess the type of an answer",
    find: '  headers.set("x-content-type-options", "nosniff");\n',
    replace: "",
  },
  {
    ...HEADERS,
    fault: "data has the policy of pages",
    find: "isPage ? PAGE_POLICY : DATA_POLICY",
    replace: "PAGE_POLICY",
  },
  {
    ...HEADERS,
    fault: "a connection without TLS is told to use TLS alone",
    find: "if (isSecure) headers",
    replace: "headers",
  },
  {
    ...SETTINGS,
    file: "src/config/authentication.ts",
    fault: "AUTH can be unset behind a proxy",
    find: "if (trustedProxies.length > 0)",
    replace: "if (trustedProxies.length > 1)",
  },
  {
    ...SETTINGS,
    file: "src/config/authentication.ts",
    fault: "AUTH must be said for pages on this machine",
    find: "allowedOrigins.some(isForeign)",
    replace: "allowedOrigins.length > 0",
  },
  {
    ...SETTINGS,
    fault: "a certificate without a key starts a service without TLS",
    find: "  reportHalfOfTls(settings, report);\n",
    replace: "",
    tests: ["tests/config/tls_files_test.ts"],
  },
  {
    ...TLS_FILES,
    fault: "a key of another certificate passes",
    find: "    Deno.createHttpClient(pair).close();\n",
    replace: "",
  },
  {
    ...WATCH,
    fault: "an expired certificate is served",
    find: "if (pair.expiresMs <= this.#now()) {",
    replace: "if (false) {",
  },
  {
    ...WATCH,
    fault: "the files are read at each look",
    find: "if (!isSettled || state === this.#accepted) return;",
    replace: "if (!isSettled) return;",
  },
  {
    ...WATCH,
    fault: "a wrong pair is logged at each look",
    find: "    if (state === this.#refused) return;\n",
    replace: "",
  },
  {
    ...WATCH,
    fault: "the same certificate is served again",
    find: "if (cert === this.#served.cert && key === this.#served.key) return;",
    replace: "",
  },
  {
    ...WATCH,
    fault: "the warning of the expiry comes once",
    find: "now - this.#warnedMs < DAY_MS",
    replace: "this.#warnedMs > 0",
  },
  {
    ...TLS,
    file: "src/serve.ts",
    fault: "clients are gone when the certificate changes",
    find: "      hub.markAllAway();\n",
    replace: "",
  },
  {
    ...TLS,
    file: "src/http/listener.ts",
    fault: "a new certificate is served after the next outage",
    find: "    this.#replaced.resolve(REPLACED);\n",
    replace: "",
  },
  {
    ...UNSAFE,
    fault: "a proxy is no reach beyond loopback",
    find: "(!isLoopback || isProxied)",
    replace: "!isLoopback",
  },
  {
    ...UNSAFE,
    file: "src/config/exposed_files.ts",
    fault: "a key that the group can read is safe",
    find: "0o077",
    replace: "0o007",
  },
  {
    ...UNSAFE,
    fault: "a token that expires is unsafe",
    find: "tokens.filter(({ expires_at }) => expires_at === undefined)",
    replace: "tokens",
  },
  {
    ...UNSAFE,
    fault: "the start warns of nothing",
    file: "src/config/log_configuration.ts",
    find: 'log.warn("unsafe setting", { variable, fault, advice });',
    replace: "",
    tests: ["tests/app_test.ts"],
  },
  {
    ...CHECK,
    file: "src/cli/check/check_command.ts",
    fault: "a server that cannot be used is no failure",
    find: "servers.every(({ error }) => error === null)",
    replace: "true",
  },
  {
    ...CHECK,
    file: "src/ssh/try_server.ts",
    fault: "a new host key counts as remembered",
    find: "onFirstUse: () => isFirstUse = true,",
    replace: "",
  },
  {
    ...CHECK,
    file: "src/store/read_known_hosts.ts",
    fault: "the remembered host keys are not read",
    find: 'path === ":memory:" || !hasContent(path)',
    replace: "true",
    filter: "remembered",
  },
  {
    ...START_COMMAND,
    fault: "a service without demo hosts may run programs",
    find: "[net(config), ...files(config, facts)]",
    replace: '[net(config), ...files(config, facts), "--allow-run"]',
  },
  {
    ...START_COMMAND,
    fault: "the service may not open its log again",
    find: "...[logFile].filter(isFile)",
    replace: "",
  },
  {
    ...START_COMMAND,
    fault: "a comma in a path divides it",
    find: '.replaceAll(",", ",,")',
    replace: "",
  },
];
