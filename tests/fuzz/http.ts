import { assertEquals } from "@std/assert";
import { inTime } from "../harness/in_time.ts";
import { readAnswers } from "./http_answers.ts";
import { fuzzRequest } from "./request_mutations.ts";
import { type FuzzService, startFuzzService } from "./service.ts";
import { fuzzTarget } from "./target.ts";

/** Number of connections side by side. */
const CONNECTIONS = 16;
/** Number of requests that a connection sends at once, after one that must be answered. */
const PIPELINED = 12;
/** Time without a byte after which nothing more is waited for, in milliseconds. */
const QUIET_MS = 15;

const FIRST = new TextEncoder().encode("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

/** Sends `bytes` on a connection of its own. Returns what came back, a character for each byte. */
async function exchange(url: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  using tcp = await Deno.connect({ hostname, port: Number(port) });
  let received = "";
  const chunk = new Uint8Array(65_536);
  const write = async () => {
    for (let sent = 0; sent < bytes.length;) sent += await tcp.write(bytes.subarray(sent));
  };
  // The service may close before it has read everything.
  const writing = write().catch(() => {});
  let quiet: ReturnType<typeof setTimeout> | undefined;
  for (;;) {
    const reading = tcp.read(chunk).catch(() => null);
    // The first request is answered, so that silence means that nothing more comes.
    const silence = Promise.withResolvers<null>();
    if (received !== "") quiet = setTimeout(() => silence.resolve(null), QUIET_MS);
    const count = await Promise.race([reading, silence.promise]);
    clearTimeout(quiet);
    if (count === null) break;
    for (const byte of chunk.subarray(0, count)) received += String.fromCharCode(byte);
  }
  try {
    await tcp.closeWrite();
  } catch {
    // The service has closed.
  }
  await writing;
  return received;
}

/** Variables of the services: one that lets everybody in, and one that asks for tokens. */
const SERVICES: readonly Record<string, string>[] = [
  {},
  { AUTH: "tokens", TOKENS_FILE: "tokens.json" },
];

fuzzTarget("http", {
  rounds: 100_000,
  fn: async ({ rounds, random, report }) => {
    await using opened = new AsyncDisposableStack();
    const prepare = (folder: string) =>
      Deno.writeTextFileSync(`${folder}/tokens.json`, "[]", { mode: 0o600 });
    const services: FuzzService[] = [];
    for (const variables of SERVICES) {
      services.push(opened.use(await startFuzzService(variables, { prepare })));
    }
    const seen: Record<number, number> = {};
    let sent = 0;
    const work = async () => {
      while (sent < rounds) {
        const source = random(sent += PIPELINED);
        const requests = Array.from(
          { length: PIPELINED },
          (_, index) => fuzzRequest(source, { isRough: index === PIPELINED - 1 }),
        );
        const bytes = Uint8Array.from([FIRST, ...requests].flatMap((part) => [...part]));
        const { url } = source.of(services);
        try {
          const received = await inTime(exchange(url, bytes), "the first request is answered");
          const [first, ...answers] = readAnswers(received);
          assertEquals(first?.status, 200);
          for (const { status } of answers) seen[status] = (seen[status] ?? 0) + 1;
        } catch (cause) {
          throw new Error(`${String(cause)}\nsent ${bytes.toHex()}`, { cause });
        }
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    report(JSON.stringify(seen));
    for (const { url, errors } of services) {
      assertEquals((await (await fetch(`${url}/healthz`)).json()).status, "ok");
      assertEquals(errors, []);
    }
  },
});
