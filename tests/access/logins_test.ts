import { assert, assertEquals, assertMatch } from "@std/assert";
import { Logins } from "../../src/access/logins.ts";
import { hashOf } from "../../src/access/token.ts";
import { ValidTokens } from "../../src/access/valid_tokens.ts";
import type { Login } from "../../src/domain/logins.ts";
import { eventually } from "../harness/eventually.ts";
import { entryOf } from "../harness/tokens.ts";

const A = await entryOf("a");
const HOURS_12_MS = 43_200_000;

/** Logins over the token `a`, and their stored rows. Disposing it ends the timer. */
function setUp(rows: Login[] = []) {
  const tokens = new ValidTokens();
  tokens.replace([A]);
  const records = {
    all: () => [...rows],
    add: (login: Login) => rows.push(login),
    remove: (sha256: string) => {
      rows.splice(rows.findIndex((row) => row.sha256 === sha256), 1);
    },
  };
  const logins = new Logins({ records, findToken: (sha256) => tokens.find(sha256) });
  const begin = async () => {
    const token = tokens.find(A.sha256);
    assert(token !== undefined);
    return await logins.begin(token);
  };
  return { tokens, logins, rows, begin, [Symbol.dispose]: () => logins[Symbol.dispose]() };
}

/** Calls `work` at a time that is `ms` later. */
async function later<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  const { now } = Date;
  try {
    Date.now = () => now() + ms;
    return await work();
  } finally {
    Date.now = now;
  }
}

Deno.test("Logins.begin: the cookie has 256 bits, and only its hash is stored", async () => {
  using at = setUp();
  const cookie = await at.begin();
  assertMatch(cookie, /^[A-Za-z0-9_-]{43}$/);
  const [row] = at.rows;
  assertEquals([row?.sha256, row?.tokenSha256], [await hashOf(cookie), A.sha256]);
  assert(cookie !== await at.begin(), "each login has another cookie");
  const restMs = Date.parse(row?.expiresAt ?? "") - Date.now();
  assert(restMs > HOURS_12_MS - 10_000 && restMs <= HOURS_12_MS, `${restMs} ms`);
});

Deno.test("Logins.admissionOf: is that of the token, and only with the cookie", async () => {
  using at = setUp();
  const cookie = await at.begin();
  const admission = await at.logins.admissionOf(cookie);
  assertEquals([admission?.principal.name, admission?.signal.aborted], ["a", false]);
  for (const wrong of [`${cookie}x`, "", await hashOf(cookie), A.sha256]) {
    assertEquals(await at.logins.admissionOf(wrong), undefined);
  }
});

Deno.test("Logins.admissionOf: ends with its token", async () => {
  using at = setUp();
  const cookie = await at.begin();
  const admission = await at.logins.admissionOf(cookie);
  at.tokens.replace([]);
  assertEquals(admission?.signal.reason, "The token was revoked");
  assertEquals(await at.logins.admissionOf(cookie), undefined);
});

Deno.test("Logins.admissionOf: a changed token ends the admission, not the login", async () => {
  using at = setUp();
  const cookie = await at.begin();
  const before = await at.logins.admissionOf(cookie);
  at.tokens.replace([{ ...A, role: "viewer" }]);
  const after = await at.logins.admissionOf(cookie);
  assertEquals([before?.signal.aborted, after?.signal.aborted, after?.principal.role], [
    true,
    false,
    "viewer",
  ]);
});

Deno.test("Logins.end: ends the admission of that login alone, and deletes its row", async () => {
  using at = setUp();
  const [cookie, other] = [await at.begin(), await at.begin()];
  const [mine, others] = await Promise.all(
    [cookie, other].map((text) => at.logins.admissionOf(text)),
  );
  await at.logins.end(cookie);
  await at.logins.end("unknown");
  assertEquals([mine?.signal.reason, others?.signal.aborted], [
    "The login was ended by its logout",
    false,
  ]);
  assertEquals(await at.logins.admissionOf(cookie), undefined);
  assertEquals(at.rows.map(({ sha256 }) => sha256), [await hashOf(other)]);
});

Deno.test("Logins: a login ends after 12 h, and its row is deleted within a second", async () => {
  using at = setUp();
  const cookie = await at.begin();
  const admission = await at.logins.admissionOf(cookie);
  const find = () => at.logins.admissionOf(cookie);
  assert(await later(HOURS_12_MS - 5_000, find) !== undefined);
  assertEquals(await later(HOURS_12_MS, find), undefined);
  await later(HOURS_12_MS, async () => {
    await eventually(() => admission?.signal.aborted === true, "the admission ends");
  });
  assertEquals([admission?.signal.reason, at.rows], ["The login has expired", []]);
});

Deno.test("Logins: stored logins are in force again, expired ones are not", async () => {
  const row = { tokenSha256: A.sha256, expiresAt: "2126-01-01T00:00:00.000Z" };
  const old = { sha256: await hashOf("old"), ...row, expiresAt: "2026-01-01T00:00:00.000Z" };
  using at = setUp([{ sha256: await hashOf("kept"), ...row }, old]);
  assertEquals((await at.logins.admissionOf("kept"))?.principal.name, "a");
  assertEquals(await at.logins.admissionOf("old"), undefined);
  await eventually(() => at.rows.length === 1, "the expired one is deleted");
});
