import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { blocksOf, sectionOf } from "../harness/guide.ts";
import { freePort, hasNginx, type Nginx, startNginx } from "../harness/nginx.ts";
import { sshdAvailability, startSshd } from "../harness/sshd.ts";

const ignore = !hasNginx() || !sshdAvailability().ok;

/** Address from which nginx connects: another one than that of the clients. */
const NGINX = "127.0.0.9";

/** Starts nginx on `port` before the service at `url`, as the guide shows. */
async function startGuideNginx(url: string, port: number): Promise<Nginx> {
  const [block = ""] = blocksOf(await sectionOf("running", "A reverse proxy"), "nginx");
  const placed = block.replaceAll("http://127.0.0.1:8000", url)
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`)
    .replace("proxy_pass", `proxy_bind ${NGINX};\n        proxy_pass`);
  assert(placed.includes(url) && placed.includes(String(port)));
  return await startNginx({ http: placed, port });
}

Deno.test({
  name: "running: its nginx passes pages and WebSockets on, and closes an unfinished request",
  ignore,
  async fn() {
    const port = freePort();
    const origin = `http://127.0.0.1:${port}`;
    await using sshd = await startSshd();
    await using app = await startApp({
      ...serverVariables("near", sshd),
      ALLOWED_ORIGINS: origin,
      AUTH: "none",
      TRUSTED_PROXIES: NGINX,
    });
    await using nginx = await startGuideNginx(app.url, port);
    const unfinished = unfinishedRequest(port);

    const answer = await fetch(`${nginx.url}/api/v1/servers`, { headers: { origin } });
    assertEquals([answer.status, (await answer.json()).items.length], [200, 1]);
    const refused = await fetch(nginx.url, { headers: { origin: "http://evil.example" } });
    assertEquals([refused.status, (await refused.json()).error.code], [403, 11001]);
    // The client has written the first address itself.
    const forged = { origin, "x-forwarded-for": "198.51.100.9" };
    await using client = await Client.connect(nginx.url, forged);
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
    await using app = await startApp({ AUTH: "none" });
    await using nginx = await startGuideNginx(app.url, port);
    const refused = await fetch(`${nginx.url}/healthz`);
    const { error } = await refused.json();
    assertEquals([refused.status, error.code], [403, 11001]);
    assertStringIncludes(error.detail, "TRUSTED_PROXIES");
    const direct = await fetch(`${app.url}/healthz`);
    assertEquals([direct.status, await direct.json()], [200, { status: "ok" }]);
  },
});

/** Sends half of a request, and returns what is answered up to the end of the connection. */
async function unfinishedRequest(port: number): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n"));
  return await new Response(connection.readable).text();
}
