import type { Random } from "../output/random.ts";
import { mutatedBytes, ODD_TEXTS } from "./junk.ts";

/** Request before it is written as bytes. */
interface Request {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  body: string;
}

const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "TRACE", "PRI"];
/** Paths with short answers. */
const PATHS = [
  ..."/ /healthz /readyz /login /logout /ws/v1/stub /nothing /docs/x /api/v1/session".split(" "),
  ..."/api/v1/servers /api/v1/operations /api/v1/transfers /api/v1/errors/x".split(" "),
  "/api/v1/servers/mdwap1p/health?since=2026-01-01T00:00:00Z&limit=2",
  "/api/v1/operations?kind=ssh_command&ending=complete&limit=1&cursor=MQ",
  "/api/v1/operations/01890a5d-ac96-774b-bcce-b302099a8057",
];
/** Paths with long answers. */
const LONG_PATHS = ["/docs", "/docs/protocol", "/openapi.json", "/asyncapi.json", "/api/v1/errors"];
/** Parts of paths and queries. */
const PARTS = [
  ..."%00 %2e%2e/ %2F %zz %ff %e0%80%80 ? & = # // ; .. %F0%9F%91%8D {id} : @ * [::1]".split(" "),
  ...["limit=-1", "limit=1e9", "since=x", "cursor=%00", "__proto__=1", "?t=1", "kind=a&kind=b"],
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ["Host", ["127.0.0.1", "localhost", "evil.example", "a b", "", "[::1", "127.0.0.1:99999"]],
  ["Connection", ["close", "keep-alive", "Upgrade", "keep-alive, Upgrade", "Transfer-Encoding"]],
  ["Upgrade", ["websocket", "WebSocket", "h2c", "x"]],
  ["Sec-WebSocket-Key", ["dGhlIHNhbXBsZSBub25jZQ==", "x", ""]],
  ["Sec-WebSocket-Version", ["13", "12", "x"]],
  ["Sec-WebSocket-Protocol", ["pink-page", "pink-page, bearer.x", ",", "bearer.pp_x"]],
  ["Origin", ["http://127.0.0.1", "null", "https://evil.example", "x", "http://[::1"]],
  ["Authorization", ["Bearer x", "Bearer", "Basic eDp4", "bearer  pp_x", "Bearer pp_한글"]],
  ["Cookie", ["pink_page=x", "a=b; ; =", "__Host-pink_page=x", "=".repeat(3_000)]],
  ["Content-Length", ["0", "5", "-1", "99999999999", "1, 1", "x", "0x10"]],
  ["Transfer-Encoding", ["chunked", "gzip", "chunked, chunked", " chunked"]],
  ["Content-Type", ["application/json", "application/x-www-form-urlencoded", "x", "text/html;"]],
  ["X-Forwarded-For", ["1.2.3.4", "x, y", "[::1]:5"]],
  ["Accept", ["text/html", "*/*", "application/json;q=x"]],
  ["Sec-Fetch-Site", ["same-origin", "cross-site", "none"]],
  ["Expect", ["100-continue"]],
  ["Range", ["bytes=0-1", "bytes=-"]],
];
/** Headers that decide where a request ends, and whether another one can follow. */
const FRAMING = ["Host", "Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Expect"];
const BODIES = [
  ...[
    "",
    "token=x&next=%2F",
    '{"token":"x"}',
    '{"token":',
    "5\r\nhello\r\n0\r\n\r\n",
    "zz\r\nx\r\n",
  ],
  ...["ffffffffffffffff\r\n", '{"__proto__":{"token":"x"}}', "token=" + "x".repeat(5_000)],
];
const UTF8 = new TextEncoder();

/**
 * Returns the bytes of a request that no client sends on purpose. After a `rough` one the service
 * may close the connection; another one can be followed by more.
 */
export function fuzzRequest(random: Random, { isRough }: { isRough: boolean }): Uint8Array {
  const request: Request = {
    method: random.of(METHODS),
    target: random.below(100) === 0 ? random.of(LONG_PATHS) : random.of(PATHS),
    version: "HTTP/1.1",
    headers: [["Host", "127.0.0.1"]],
    body: "",
  };
  const isUpgrade = request.target === "/ws/v1/stub" && isRough && random.chance(50);
  if (isUpgrade) askForWebSocket(request);
  for (let step = 0; step < random.below(4); step++) mutate(request, { random, isRough });
  const bytes = UTF8.encode(textOf(request));
  return isRough && random.chance(50) ? mutatedBytes(bytes, random) : bytes;
}

function askForWebSocket({ headers }: Request): void {
  for (const name of ["Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"]) {
    const [value = ""] = HEADERS.find(([known]) => known === name)?.[1] ?? [];
    headers.push([name, name === "Connection" ? "Upgrade" : value]);
  }
}

function mutate(
  request: Request,
  { random, isRough }: { random: Random; isRough: boolean },
): void {
  const { target, headers } = request;
  const at = 1 + random.below(target.length);
  const [name, values] = random.of(HEADERS);
  const gentle = [
    () => request.target = target.slice(0, at) + random.of(PARTS) + target.slice(at),
    () => request.target += random.of(["?", "/", "&", "%"]) + random.of(PARTS),
    () => {
      if (!FRAMING.includes(name)) headers.push([name, random.of(values)]);
    },
    () => headers.push(["X-Many", "x".repeat(random.below(2_000))]),
    () => {
      request.body = random.of(BODIES);
      headers.push(["Content-Length", String(UTF8.encode(request.body).length)]);
    },
  ];
  const rough = [
    () => request.target = target.slice(0, at) + random.of(ODD_TEXTS),
    () => request.target = random.of(["", "*", "http://x/healthz", "/".repeat(9_000), "\0"]),
    () => request.version = random.of(["HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", "", "X"]),
    () => request.method = random.of([...ODD_TEXTS, "get", "G".repeat(200), "CONNECT"]),
    () => headers.push([name, random.of(values)]),
    () => headers.unshift([name, random.of(values)]),
    () => headers.push([random.of([...ODD_TEXTS, name]), random.of(ODD_TEXTS)]),
    () => headers.push(["X-Many", "x".repeat(random.below(20_000))]),
    () => headers.splice(random.below(headers.length), 1),
    () => request.body = random.of(BODIES),
  ];
  random.of<() => unknown>(isRough ? [...gentle, ...rough] : gentle)();
}

function textOf({ method, target, version, headers, body }: Request): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${method} ${target} ${version}\r\n${lines}\r\n${body}`;
}
