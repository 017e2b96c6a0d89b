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
    fault: "AUTH can be unset behind a proxy",
    find: "if (trustedProxies.length > 0)",
    replace: "if (trustedProxies.length > 1)",
  },
  {
    ...SETTINGS,
    fault: "AUTH must be said for pages on this machine",
    find: "allowedOrigins.some(isForeign)",
    replace: "allowedOrigins.length > 0",
  },
];
