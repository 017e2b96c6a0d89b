import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { sshdTest } from "../harness/sshd.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

/** Returns the reason why no output of an operation is kept, and checks that it is 13000. */
async function reason(url: string, id: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/operations/${id}/output`);
  const { error } = await answer.json();
  assertEquals([answer.status, error.code], [404, 13000]);
  return error.detail;
}

sshdTest(
  "/api/v1/operations/{id}/output: the kept output as it was, with its headers",
  async () => {
    await using at = await connected();
    const { url } = at.app;
    at.run("seq 1 20000; printf '\\033[1m안녕\\033[m'");
    await at.client.next("complete");
    const { operation_id, bytes, output_bytes } = await newestOperation(url);
    const path = `${url}/api/v1/operations/${operation_id.toUpperCase()}/output`;
    const answer = await fetch(path);
    const text = await answer.text();
    const all = at.client.text();
    assertEquals(text, all.slice(-text.length));
    assertEquals(new TextEncoder().encode(text).length, 65_536);
    assertEquals(output_bytes, 65_536);
    const headersOf = ({ headers }: Response) =>
      ["content-type", "x-content-type-options", "cache-control", "x-output-bytes"]
        .map((name) => headers.get(name));
    const headers = ["text/plain; charset=utf-8", "nosniff", "no-store", String(bytes)];
    assertEquals(headersOf(answer), headers);
    assertEquals(bytes, new TextEncoder().encode(all).length);
    assertEquals(answer.headers.get("content-disposition"), null);

    const head = await fetch(`${path}?download=1`, { method: "HEAD" });
    assertEquals([await head.text(), ...headersOf(head)], ["", ...headers]);
    assertEquals(
      head.headers.get("content-disposition"),
      `attachment; filename="${operation_id}.txt"`,
    );
    for (const query of ["download=2", "lines=1"]) {
      const refused = await fetch(`${path}?${query}`);
      assertEquals([refused.status, (await refused.json()).error.code], [422, 12000], query);
    }
  },
);

sshdTest("/api/v1/operations/{id}/output: 13000 says why there is none", async () => {
  await using at = await connected();
  const { url } = at.app;
  assertStringIncludes(await reason(url, crypto.randomUUID()), "No operation has the id");
  at.run("true");
  await at.client.next("complete");
  const silent = await newestOperation(url);
  assertMatch(await reason(url, silent.operation_id), /had no output/);
  assertEquals(silent.output_bytes, 0);
  at.client.send({ type: "open_terminal", data: { server_name: "a" } });
  await at.client.next("output");
  const { operation_id } = await newestOperation(url);
  assertMatch(await reason(url, operation_id), /still runs/);
  at.client.send({ type: "ssh_input", data: { input: "exit\r" } });
  await at.client.next("complete");
  assertMatch(await reason(url, operation_id), /of a terminal/);
});

sshdTest("HISTORY_OUTPUT=off: nothing is kept", async () => {
  await using at = await connected({ variables: { HISTORY_OUTPUT: "off" } });
  at.run("echo once");
  await at.client.next("complete");
  const { operation_id, output_bytes } = await newestOperation(at.app.url);
  assertMatch(await reason(at.app.url, operation_id), /HISTORY_OUTPUT was off/);
  assertEquals(output_bytes, 0);
});

sshdTest("HISTORY_OUTPUT_MIB: the reason names it when newer output needed the room", async () => {
  await using at = await connected({ variables: { HISTORY_OUTPUT_MIB: "1" } });
  at.run("echo first");
  await at.client.next("complete");
  const { operation_id } = await newestOperation(at.app.url);
  for (let count = 0; count < 16; count++) {
    at.run("head -c 70000 /dev/zero | tr '\\0' x");
    await at.client.next("complete");
  }
  assertMatch(await reason(at.app.url, operation_id), /HISTORY_OUTPUT_MIB/);
  assertEquals((await newestOperation(at.app.url)).output_bytes, 65_536);
});

sshdTest("/api/v1/operations/{id}/output: as unknown as the record, out of scope", async () => {
  await using tokens = await createTokens();
  const operator = bearer(await tokens.add("operator"));
  const elsewhere = bearer(await tokens.add("elsewhere", { role: "viewer", servers: ["b"] }));
  await using at = await connected({
    variables: tokens.variables,
    connect: ({ url }) => Client.connect(url, operator),
  });
  at.run("echo hidden");
  await at.client.next("complete");
  const { operation_id } = await newestOperation(at.app.url, operator);
  const path = `${at.app.url}/api/v1/operations/${operation_id}/output`;
  const codes = await Promise.all([{}, elsewhere, operator].map(async (headers) => {
    const answer = await fetch(path, { headers });
    return [answer.status, (await answer.text()).includes("hidden")];
  }));
  assertEquals(codes, [[401, false], [404, false], [200, true]]);
});
