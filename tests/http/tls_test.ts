import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startApp, type TestApp } from "../harness/app.ts";
import { createAuthority, type TestAuthority, tryOpenssl } from "../harness/certificates.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

/** Starts the service with a new certificate of `authority`, in files that can change. */
async function files(authority: TestAuthority): Promise<Record<string, string>> {
  const TLS_CERT_FILE = `${authority.folder}/tls.crt`;
  const TLS_KEY_FILE = `${authority.folder}/tls.key`;
  const first = await authority.issue(30);
  await Deno.copyFile(first.certFile, TLS_CERT_FILE);
  await Deno.copyFile(first.keyFile, TLS_KEY_FILE);
  return { TLS_CERT_FILE, TLS_KEY_FILE };
}

/** Connects with openssl's client, which trusts only `authority`. */
async function sClient(
  { url }: Pick<TestApp, "url">,
  { caFile }: TestAuthority,
  ...options: string[]
): Promise<{ ok: boolean; text: string }> {
  const { host } = new URL(url);
  const verify = ["-CAfile", caFile, "-verify_return_error", "-verify_hostname", "localhost"];
  return await tryOpenssl(["s_client", "-connect", host, "-showcerts", ...verify, ...options]);
}

/** Connects over TLS, and waits for the welcome. */
async function connect({ url }: Pick<TestApp, "url">, ca: string): Promise<Client> {
  using client = Deno.createHttpClient({ caCerts: [ca] });
  const websocket = `${url.replace(/^http/, "ws")}/ws/v1/stub`;
  return await Client.over(new WebSocket(websocket, { client }));
}

Deno.test("TLS: openssl's client verifies the certificate, over TLS 1.2 and 1.3", async () => {
  await using authority = await createAuthority();
  await using app = await startApp(await files(authority));
  assertMatch(app.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  assertMatch(app.logLines()[0] ?? "", / websocket=wss:\/\/\S+ health=https:\/\//);
  for (const version of ["1_2", "1_3"]) {
    const { ok, text } = await sClient(app, authority, `-tls${version}`);
    assertEquals(ok, true, text);
    assertStringIncludes(text, "Verify return code: 0 (ok)");
    assertStringIncludes(text, `TLSv${version.replace("_", ".")}`);
  }
  const old = await sClient(app, authority, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
  assertEquals(old.ok, false, old.text);

  using client = Deno.createHttpClient({ caCerts: [authority.ca] });
  const { status, headers, body } = await fetch(`${app.url}/healthz`, { client });
  await body?.cancel();
  assertEquals([status, headers.get("strict-transport-security")], [200, "max-age=31536000"]);
});

sshdTest("TLS: a new certificate is served within 15 s, and its clients resume", async () => {
  await using authority = await createAuthority();
  const variables = await files(authority);
  await using at = await connected({ variables, connect: (app) => connect(app, authority.ca) });
  const idle = await at.connect();
  const stop = `${at.sshd.folder}/stop`;
  at.run(`until [ -e ${stop} ]; do echo $((++i)); sleep 0.1; done`);
  await at.client.textWith("5\r\n");
  const { certFile, keyFile, cert } = await authority.issue(60);
  await Deno.copyFile(keyFile, variables.TLS_KEY_FILE ?? "");
  await Deno.copyFile(certFile, variables.TLS_CERT_FILE ?? "");
  const replacedMs = performance.now();
  assertEquals((await at.client.closed).code, 1001);
  assertEquals((await idle.closed).code, 1001);
  const lost = at.client.text();

  let back: Client | undefined;
  await eventually(async () => {
    back = await connect(at.app, authority.ca).catch(() => undefined);
    return back !== undefined;
  }, "the service is open again");
  assert(back !== undefined);
  await using again = back;
  assert(performance.now() - replacedMs < 15_000, "within 15 s");
  assertStringIncludes((await sClient(at.app, authority)).text, cert.trim());
  const seq = at.client.events.findLast((event) => event.type === "output")?.seq ?? 0;
  again.send({ type: "resume", data: { token: at.client.token, seq } });
  assertEquals((await again.next("resumed")).connection_id, at.client.id);
  await again.textWith("\r\n");
  await Deno.writeTextFile(stop, "");
  assertEquals((await again.next("complete")).exit_code, 0);
  const numbers = (lost + again.text()).trim().split("\r\n").map(Number);
  assertEquals(numbers, numbers.map((_, index) => index + 1));
  const log = at.app.logLines();
  assertEquals(log.filter((line) => line.includes(" certificate replaced ")).length, 1);
  assertEquals(log.filter((line) => line.includes(" listener ")), []);
  assertEquals(
    log.filter((line) => line.includes(` client gone connection=${idle.id} `)).length,
    1,
  );
});
