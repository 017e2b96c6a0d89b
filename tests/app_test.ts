import { assertEquals, assertFalse } from "@std/assert";
import { startApp } from "./harness/app.ts";
import { closeAfterBanner, startTcpServer } from "./harness/tcp_server.ts";

const NEVER = new AbortController().signal;

/** Returns the message and the facts of each line that starts with `start`. */
function tail(lines: readonly string[], start: string): string[] {
  return lines.map((line) => line.split(" ").slice(1).join(" ")).filter((line) =>
    line.startsWith(start)
  );
}

Deno.test("openApp: warns of each unsafe setting, with its safer value", async () => {
  await using app = await startApp({ HOST: "0.0.0.0", AUTH: "none", HOST_KEYS: "off" });
  const warnings = tail(app.logLines(), "WARN unsafe setting");
  assertEquals(warnings.map((line) => / variable=(\S+) fault=".+" advice=./.exec(line)?.[1]), [
    "AUTH",
    "HOST_KEYS",
    "TLS_CERT_FILE",
  ]);
});

Deno.test("openApp: logs each server and each transfer at the start, without secrets", async () => {
  await using app = await startApp({
    HIWARE_ID: "operator",
    HIWARE_PW: "s3cr3t-password",
    A_IP: "127.0.0.1",
    A_PORT: "1",
    A_HOST_KEY: `SHA256:${"a".repeat(43)}`,
    B_IP: "127.0.0.1",
    B_USER: "oracle",
    B_KEY_FILE: "/keys/b",
    B_KEY_PASSPHRASE: "s3cr3t-passphrase",
    B_ENCODING: "euc-kr",
    TRANSFER_DAILY: "a:/out/*.dat -> b:/in/",
  });
  const lines = app.logLines();
  assertEquals(tail(lines, "INFO server configured"), [
    "INFO server configured name=a host=127.0.0.1 port=1 user=operator login=password " +
    "encoding=utf-8 host_key=pinned",
    "INFO server configured name=b host=127.0.0.1 port=22 user=oracle login=publickey+password " +
    'encoding=euc-kr host_key="not pinned"',
  ]);
  assertEquals(tail(lines, "INFO transfer configured"), [
    "INFO transfer configured name=daily from=a:/out/*.dat to=b:/in/",
  ]);
  assertFalse(lines.join("\n").includes("s3cr3t"));
  assertFalse(lines.join("\n").includes("/keys/b"));
});
Deno.test("openApp: logs the first verdict of each server, and each change", async () => {
  const folder = await Deno.makeTempDir();
  const variables = {
    HIWARE_ID: "operator",
    HIWARE_PW: "unused-password",
    DATABASE_PATH: `${folder}/pink-page.db`,
    A_IP: "127.0.0.1",
  };
  const server = await startTcpServer(closeAfterBanner);
  const healthy = /^INFO server is healthy server=a latency_ms=[\d.]+$/;
  const port = { A_PORT: String(server.port) };
  {
    await using app = await startApp({ ...variables, ...port });
    for (const _ of [1, 2]) await app.sweepHealth(NEVER);
    assertEquals(tail(app.logLines(), "INFO server is").map((line) => healthy.test(line)), [
      true,
    ]);
  }
  await using again = await startApp({ ...variables, ...port });
  await again.sweepHealth(NEVER);
  // The verdict is that of before the restart: it is logged, and clients get no event.
  assertEquals(tail(again.logLines(), "INFO server is").length, 1);
  await server[Symbol.asyncDispose]();
  for (const _ of [1, 2, 3]) await again.sweepHealth(NEVER);
  assertEquals(tail(again.logLines(), "WARN server"), [
    'WARN server is unhealthy server=a last_error="refused the connection"',
  ]);
  await again[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});
