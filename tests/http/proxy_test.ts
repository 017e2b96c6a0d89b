import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { createAuthority, type TestAuthority } from "../harness/certificates.ts";
import { Client } from "../harness/client.ts";
import { NGINX_ADDRESS, startGuideNginx } from "../harness/guide_nginx.ts";
import { freePort, hasNginx } from "../harness/nginx.ts";
import { sshdAvailability, startSshd } from "../harness/sshd.ts";

const ignore = !hasNginx() || !sshdAvailability().ok;

Deno.test({
  name: "tls: its nginx passes pages and WebSockets on, and closes an unfinished request",
  ignore,
  async fn() {
    const port = freePort();
    const origin = `https://localhost:${port}`;
    await using authority = await createAuthority();
    using tls = Deno.createHttpClient({ caCerts: [authority.ca] });
    await using sshd = await startSshd();
    await using app = await startApp({
      ...serverVariables("near", sshd),
      ALLOWED_ORIGINS: origin,
      AUTH: "none",
      TRUSTED_PROXIES: NGINX_ADDRESS,
    });
    await using _nginx = await startGuideNginx(app.url, { port, authority });
    const unfinished = unfinishedRequest(port, authority);

    const read = (path: string, from: string) =>
      fetch(`https://localhost:${port}${path}`, { client: tls, headers: { origin: from } });
    const answer = await read("/api/v1/servers", origin);
    assertEquals([answer.status, (await answer.json()).items.length], [200, 1]);
    assertEquals(answer.headers.get("strict-transport-security"), "max-age=31536000");
    const refused = await read("/", "http://evil.example");
    assertEquals([refused.status, (await refused.json()).error.code], [403, 11001]);
    // The client has written the first address itself.
    const headers = { origin, "x-forwarded-for": "198.51.100.9", "x-forwarded-proto": "http" };
    const websocket = `wss://localhost:${port}/ws/v1/stub`;
    await using client = await Client.over(new WebSocket(websocket, { client: tls, headers }));
    const command = "for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done";
    client.send({ type: "ssh_command", data: { server_name: "near", command } });
    assertEquals((await client.next("complete")).exit_code, 0);
    const outputs = client.events.filter((event) => event.type === "output");
    assertEquals(outputs.map(({ data }) => data).join(""), "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
    assert(outputs.length > 3, "nginx does not gather the output");

    const { items: [{ peer_address }] } = await (await fetch(`${app.url}/api/v1/operations`))
      .json();
    const log = app.logLines().join("\n");
    assertEquals(peer_address, "127.0.0.1");
    assertMatch(
      log,
      new RegExp(` client connected connection=${client.id} address=127\\.0\\.0\\.1$`, "m"),
    );

    assertMatch(await unfinished, /^HTTP\/1\.1 408 |^$/);
  },
});

Deno.test({
  name: "TRUSTED_PROXIES: without nginx in it, AUTH=none refuses what nginx forwards",
  ignore,
  async fn() {
    const port = freePort();
    await using authority = await createAuthority();
    using client = Deno.createHttpClient({ caCerts: [authority.ca] });
    await using app = await startApp({ AUTH: "none" });
    await using _nginx = await startGuideNginx(app.url, { port, authority });
    const refused = await fetch(`https://localhost:${port}/healthz`, { client });
    const { error } = await refused.json();
    assertEquals([refused.status, error.code], [403, 11001]);
    assertStringIncludes(error.detail, "TRUSTED_PROXIES");
    const direct = await fetch(`${app.url}/healthz`);
    assertEquals([direct.status, await direct.json()], [200, { status: "ok" }]);
  },
});

/** Sends half of a request, and returns what is answered up to the end of the connection. */
async function unfinishedRequest(port: number, { ca }: TestAuthority): Promise<string> {
  using connection = await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca] });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n"));
  try {
    return await new Response(connection.readable).text();
  } catch (error) {
    // nginx closes the connection without a message of TLS.
    if (error instanceof Deno.errors.UnexpectedEof) return "";
    throw error;
  }
}
