import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startApp } from "../../harness/app.ts";
import { Client } from "../../harness/client.ts";
import { eventually } from "../../harness/eventually.ts";
import { createTokens } from "../../harness/tokens.ts";
import { ask, codeOf, logIn, serve } from "./served_login.ts";

Deno.test("GET /login: the page asks for a token, or tells who is logged in", async () => {
  await using at = await serve();
  const page = await ask(`${at.app.url}/login?next=docs%2Fstart`);
  assertEquals(page.status, 200);
  assertStringIncludes(page.text, '<form method="post" action="login">');
  assertStringIncludes(page.text, 'name="next" value="./docs/start"');
  const inline = /<script(?! type="module" src="login\.js">)|\bon\w+=/;
  assert(!inline.test(page.text), "its script is a file");
  const strange = await ask(`${at.app.url}/login?next=${encodeURIComponent('"><x>')}`);
  assert(!strange.text.includes("<x>"));
  const headers = { ...await logIn(at), "accept-language": "ko" };
  const { text } = await ask(`${at.app.url}/login`, { headers });
  assertStringIncludes(text, "운영 a(operator) 계정으로 로그인했습니다.");
  assertStringIncludes(text, '<form method="post" action="logout">');
});

Deno.test("logins: open pages and sockets, until the logout, which closes its own", async () => {
  await using at = await serve();
  const [mine, other] = [await logIn(at), await logIn(at)];
  assertEquals((await ask(`${at.app.url}/api/v1/session`, { headers: mine })).status, 200);
  const foreign = { cookie: mine.cookie ?? "", "sec-fetch-site": "same-site" };
  const refused = await ask(`${at.app.url}/api/v1/session`, { headers: foreign });
  assertEquals([refused.status, codeOf(refused)], [401, 11000]);
  await using client = await Client.connect(at.app.url, mine);
  await using staying = await Client.connect(at.app.url, other);
  const { status, headers } = await ask(`${at.app.url}/logout`, { method: "POST", headers: mine });
  assertEquals([status, headers.get("location")], [303, "./login"]);
  assertEquals(
    headers.get("set-cookie"),
    "pink-page=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
  );
  const { code, reason } = await client.closed;
  assertEquals([code, reason], [1008, "The login was ended by its logout"]);
  assertEquals((await ask(at.app.url, { headers: mine })).status, 401);
  staying.send({ type: "get_lock_status" });
  await staying.next("lock_status");
  await at.tokens.revoke("운영 a");
  assertEquals((await staying.closed).reason, "The token was revoked");
  assertEquals((await ask(at.app.url, { headers: other })).status, 401);
});

Deno.test("resume: a client ends with the login of its new socket alone", async () => {
  await using at = await serve();
  const [before, after] = [await logIn(at), await logIn(at)];
  await using client = await Client.connect(at.app.url, before);
  client.send({ type: "start_session" });
  await client.next("session_started");
  await using back = await Client.connect(at.app.url, after);
  back.send({ type: "resume", data: { token: client.token, seq: 0 } });
  assertEquals((await back.next("resumed")).connection_id, client.id);
  await ask(`${at.app.url}/logout`, { method: "POST", headers: before });
  back.send({ type: "get_lock_status" });
  await back.next("lock_status");
  await ask(`${at.app.url}/logout`, { method: "POST", headers: after });
  assertEquals((await back.closed).code, 1008);
});

Deno.test("logins: survive a restart of the service, ended ones do not come back", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("a");
  const folder = await Deno.makeTempDir({ prefix: "pink-page-logins-" });
  const variables = { ...tokens.variables, DATABASE_PATH: `${folder}/logins.db` };
  try {
    let kept: Record<string, string> = {};
    let ended: Record<string, string> = {};
    {
      await using app = await startApp(variables);
      [kept, ended] = [await logIn({ app, token }), await logIn({ app, token })];
      await ask(`${app.url}/logout`, { method: "POST", headers: ended });
    }
    await using app = await startApp(variables);
    const statusWith = async ({ cookie = "" }) =>
      (await ask(app.url, { headers: { cookie, "sec-fetch-site": "none" } })).status;
    assertEquals([await statusWith(kept), await statusWith(ended)], [200, 401]);
    await tokens.revoke("a");
    await eventually(async () => await statusWith(kept) === 401, "the token ends the login");
    const file = await Deno.readFile(`${folder}/logins.db`);
    const text = new TextDecoder("latin1").decode(file);
    assert(!text.includes(token) && !text.includes(kept.cookie?.split("=")[1] ?? ""));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
