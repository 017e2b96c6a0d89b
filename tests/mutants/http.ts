import type { Mutant } from "./mutant.ts";

const LISTENER = { file: "src/http/listener.ts", tests: ["tests/http/listener_test.ts"] } as const;
const HANDLER = { file: "src/http/handler.ts", tests: ["tests/http/http_routes_test.ts"] } as const;
const ORIGIN = { file: "src/http/origin.ts", tests: ["tests/http/origin_test.ts"] } as const;
const API = { file: "src/http/api.ts", tests: ["tests/http/api_test.ts"] } as const;
const ENDPOINTS = {
  file: "src/http/endpoint_routes.ts",
  tests: ["tests/http/api_test.ts"],
} as const;
const ANSWER = { file: "src/http/answer.ts", tests: ["tests/http/http_routes_test.ts"] } as const;
const ASSET = {
  file: "src/http/docs/asset.ts",
  tests: ["tests/http/docs/asset_test.ts"],
} as const;
const APP = { file: "src/app.ts", tests: ["tests/http/http_routes_test.ts"] } as const;

/** Faults of the listener, the handler, the pages and the way they are put together. */
export const HTTP_MUTANTS: readonly Mutant[] = [
  {
    ...LISTENER,
    fault: "a listener that has failed stays closed",
    find: "server = await this.#reopen(this.#retryMs);",
    replace: "server = undefined;",
    filter: "stay",
  },
  {
    ...LISTENER,
    fault: "the listener is opened again on another port",
    find: "this.#open(this.addr.port)",
    replace: "this.#open(0)",
    filter: "stay",
  },
  {
    ...LISTENER,
    fault: "the failed server is shut down, and with it its WebSockets",
    find: "this.#beginOutage(end);",
    replace: "this.#beginOutage(end);\n        void server.shutdown();",
    filter: "stay",
  },
  {
    ...LISTENER,
    fault: "the listener is opened without spare descriptors, and fails at once",
    find: "        this.#checkDescriptors();\n",
    replace: "",
    filter: "spare",
  },
  {
    ...LISTENER,
    fault: "an outage has no end in the log",
    find: "this.#recovery = setTimeout(() => this.#endOutage(), MAX_RETRY_MS);",
    replace: "",
    filter: "stay",
  },
  {
    ...LISTENER,
    fault: "each failure during an outage is logged",
    find: "if (this.#outageMs !== undefined) return;",
    replace: "",
    filter: "one outage",
  },
  {
    ...LISTENER,
    fault: "a second outage is not logged",
    find: "    this.#outageMs = undefined;\n",
    replace: "",
    filter: "stay",
  },
  {
    ...LISTENER,
    fault: "the end waits for the back-off, and never comes",
    find: "if (this.#isStopped) return undefined;",
    replace: "",
    filter: "while it waits",
  },
  {
    ...HANDLER,
    fault: "a client's mistake is logged as a fault of ours",
    find: "error.status >= 500",
    replace: "error.status >= 400",
  },
  {
    ...HANDLER,
    file: "src/access/proxies.ts",
    fault: "an IPv6 client's address has no brackets",
    find: 'address.includes(":") ? `[${address}]` : address',
    replace: "address",
  },
  {
    ...HANDLER,
    fault: "POST reads pages",
    find: 'return method === "POST" ? post : undefined;',
    replace: 'return method === "POST" ? get : undefined;',
  },
  {
    ...HANDLER,
    fault: "pages on other origins may read",
    file: "src/http/handler.ts",
    find: "      checkOrigin(request, origins());\n",
    replace: "",
    tests: ["tests/http/origin_test.ts"],
  },
  {
    ...ORIGIN,
    fault: "an origin in capitals is foreign",
    find: '.get("origin")?.toLowerCase()',
    replace: '.get("origin") ?? undefined',
  },
  {
    ...ORIGIN,
    fault: "an IPv6 HOST makes no origin",
    find: 'host.includes(":") ? `[${host}]` : host]',
    replace: "host]",
  },
  {
    ...ORIGIN,
    fault: "a long origin fills the log",
    find: "value.length > MAX_QUOTED",
    replace: "value.length < 0",
  },
  {
    ...ORIGIN,
    fault: "Host is checked beyond loopback too",
    find: "!isLoopback || request",
    replace: "request",
  },
  {
    ...ORIGIN,
    fault: "a WebSocket with a name of its own in Host is refused",
    find: '!isLoopback || request.headers.has("upgrade")',
    replace: "!isLoopback",
  },
  {
    ...ORIGIN,
    fault: "a name that ends in digits passes for an address",
    find: "/^\\d+\\.\\d+\\.\\d+\\.\\d+$/",
    replace: "/^\\d+\\.\\d+\\.\\d+\\.\\d+/",
  },
  {
    ...API,
    fault: "readiness does not ask the database",
    find: "      ports.checkStore();\n",
    replace: "",
  },
  {
    ...API,
    fault: "readiness does not know of the shutdown",
    find: "      ports.checkOpen();\n",
    replace: "",
  },
  {
    ...API,
    fault: "a server may be called constructor",
    find: "Object.hasOwn(statuses, name) ? statuses[name] : undefined",
    replace: "statuses[name]",
  },
  {
    ...ENDPOINTS,
    fault: "a parameter may be given twice",
    find: "if (twice.size > 0) {",
    replace: "if (twice.size > 9) {",
  },
  {
    ...ENDPOINTS,
    fault: "a query that is not UTF-8 is read",
    find: '  decode(search, "query");\n',
    replace: "",
  },
  {
    ...ANSWER,
    fault: "a client is not told when to try again",
    find: "if (retryAfterSeconds !== undefined) headers",
    replace: "if (retryAfterSeconds === null) headers",
    filter: "errorAnswer",
  },
  {
    ...ANSWER,
    fault: "answers are cached",
    find: '"cache-control": "no-store"',
    replace: '"cache-control": "no-cache"',
    tests: ["tests/http/api_test.ts"],
    filter: "servers",
  },
  {
    ...ASSET,
    fault: "an asset that failed to load never loads",
    find: "loading = undefined",
    replace: "{}",
  },
  {
    file: "src/http/docs/guide_page.ts",
    fault: "markup in a guide becomes markup of its page",
    find: "return escapeHtml(text);\n  }",
    replace: "return text;\n  }",
    tests: ["tests/http/docs/guide_page_test.ts"],
    filter: "markup",
  },
  {
    file: "src/http/docs/guide_page.ts",
    fault: "a link between guides leads to a file of the repository",
    find: '.replace(/^([a-z]+)\\.md/, "$1")',
    replace: "",
    tests: ["tests/http/docs/guide_page_test.ts"],
    filter: "every link",
  },
  {
    file: "src/documents/guides.ts",
    fault: "a table that nothing makes is missing in silence",
    find:
      "    if (make === undefined) throw new Error(`The guide ${name} has no table ${table}`);\n" +
      "    return make();",
    replace: '    return make?.() ?? "";',
    tests: ["tests/documents/guides_test.ts"],
    filter: "withTables",
  },
  {
    file: "src/http/http_routes.ts",
    fault: "a service that shuts down takes new WebSockets",
    find: "      ports.checkOpen();\n",
    replace: "",
    tests: ["tests/http/http_routes_test.ts"],
  },
  {
    ...APP,
    fault: "the service does not say that it shuts down",
    find: "    stopping.abort();\n",
    replace: "",
  },
  {
    ...APP,
    fault: "a password may appear in the log",
    find: "secrets: secretsOf(servers)",
    replace: "secrets: []",
  },
  {
    ...APP,
    fault: "an IPv6 address makes no URL",
    find: 'hostname.includes(":") ? `[${hostname}]` : hostname',
    replace: "hostname",
  },
  {
    file: "src/health/probe.ts",
    fault: "a probe without a file descriptor makes a server unhealthy",
    find: "    if (isOutOfDescriptors(cause)) " +
      'throw new AppError("SERVICE_UNAVAILABLE", TOO_MANY, { cause });\n',
    replace: "",
    tests: ["tests/health/monitor_test.ts"],
    filter: "file descriptor",
  },
  {
    file: "src/ssh/private_key.ts",
    fault: "a key that could not be read for want of a descriptor is blamed",
    find: "if (isOutOfDescriptors(cause))",
    replace: "if (false)",
    tests: ["tests/http/listener_test.ts"],
    filter: "stay",
  },
  {
    file: "main.ts",
    fault: "an error that nothing catches leaves the service running",
    find: "    end();\n  };",
    replace: "  };",
    tests: ["tests/main_test.ts"],
    filter: "uncaught error",
  },
  {
    file: "src/output/throttle.ts",
    fault: "a flood between returns holds up other clients",
    find: "else for await (const part of turns.parts(given)) buffer.push(part);",
    replace: "else buffer.push(given);",
    tests: ["tests/output/throttle_test.ts"],
    filter: "event loop turn",
  },
  {
    file: "src/output/turns.ts",
    fault: "short pieces are not counted together",
    find: "CHARS_IN_A_TURN - this.#length)",
    replace: "CHARS_IN_A_TURN)",
    tests: ["tests/output/throttle_test.ts"],
    filter: "event loop turn",
  },
  {
    file: "src/output/turns.ts",
    fault: "the event loop turns once between two parts",
    find: "turn < TURNS_BETWEEN",
    replace: "turn < 1",
    tests: ["tests/output/throttle_test.ts"],
    filter: "event loop turn",
  },
  {
    file: "src/output/collapse_returns.ts",
    fault: "many changes of attributes are folded for each later piece",
    find: "      if (top.attributes.length > MAX_CARRIED) break;\n",
    replace: "",
    tests: ["tests/output/collapse_returns_test.ts"],
    filter: "many changes of attributes",
  },
];
