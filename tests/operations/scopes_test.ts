import { assert, assertEquals } from "@std/assert";
import type { TokenEntry } from "../../src/access/token_list.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

type Scopes = Partial<TokenEntry>;

/** Service with the servers `a` and `b`, and the transfers `x` (a to b) and `y` (a to a). */
interface Scoped extends AsyncDisposable {
  readonly app: TestApp;
  /** Connects with a token. */
  connect(name: string): Promise<Client>;
  /** Reads JSON from a path. */
  read(name: string, path: string): Promise<{ status: number; body: Body }>;
}

// deno-lint-ignore no-explicit-any -- each test knows the answer that it asks for
type Body = any;

/** Starts the service with operators by name, each with scopes. */
async function scoped(sshd: Sshd, operators: Record<string, Scopes>): Promise<Scoped> {
  await using opening = new AsyncDisposableStack();
  const tokens = opening.use(await createTokens());
  const headers: Record<string, Record<string, string>> = {};
  for (const [name, scopes] of Object.entries(operators)) {
    headers[name] = bearer(await tokens.add(name, scopes));
  }
  const app = opening.use(
    await startApp({
      ...tokens.variables,
      ...serverVariables("a", sshd),
      ...serverVariables("b", sshd),
      TRANSFER_X: `a:${sshd.folder}/* -> b:${sshd.folder}/to/`,
      TRANSFER_Y: `a:${sshd.folder}/* -> a:${sshd.folder}/to/`,
    }),
  );
  const opened = opening.move();
  return {
    app,
    connect: (name) => Client.connect(app.url, headers[name]),
    read: async (name, path) => {
      const response = await fetch(`${app.url}${path}`, { headers: headers[name] ?? {} });
      return { status: response.status, body: await response.json() };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Returns the welcome of a client. */
function welcomeOf({ events: [welcome] }: Client): EventOf<"welcome"> {
  assert(welcome?.type === "welcome");
  return welcome;
}

/** Runs a command, and returns the code of its error, or the text of its output. */
async function run(client: Client, server_name: string, command: string): Promise<number | string> {
  const request_id = crypto.randomUUID();
  client.send({ type: "ssh_command", data: { server_name, command }, request_id });
  const ending = await client.ending();
  return ending.type === "error" ? ending.error_code : client.text(request_id);
}

sshdTest("scopes: servers limit operations, events, and everything that HTTP lists", async (t) => {
  await using sshd = await startSshd();
  await using at = await scoped(sshd, { all: {}, bound: { servers: ["a"] } });
  await using free = await at.connect("all");
  await using bound = await at.connect("bound");
  const { signal } = new AbortController();

  await t.step("the welcome and the broadcasts have the health of the server alone", async () => {
    assertEquals(Object.keys(welcomeOf(bound).server_health), ["a"]);
    assertEquals(Object.keys(welcomeOf(free).server_health), ["a", "b"]);
    await at.app.sweepHealth(signal);
    const names = ({ events }: Client) =>
      events.filter((event) => event.type === "server_health").map(({ server_name }) => server_name)
        .sort();
    bound.send({ type: "hello", data: { name: "after the broadcasts" } });
    await bound.next("hello");
    assertEquals([names(free), names(bound)], [["a", "b"], ["a"]]);
  });

  await t.step("commands and terminals run there alone; a name is not found out", async () => {
    assertEquals(await run(bound, "a", "echo in-a"), "in-a\r\n");
    assertEquals([await run(bound, "b", "echo b"), await run(bound, "none", "echo b")], [
      11001,
      11001,
    ]);
    bound.send({ type: "open_terminal", data: { server_name: "b" } });
    assertEquals((await bound.next("error")).error_code, 11001);
  });

  await t.step("a transfer needs both servers", async () => {
    bound.send({ type: "scp_transfer", data: { transfer_name: "x" } });
    assertEquals((await bound.next("error")).error_code, 11001);
    bound.send({ type: "scp_transfer", data: { transfer_name: "y" } });
    assertEquals((await bound.next("error")).error_code, 50005);
  });

  await t.step("an owner on another server is seen without its name", async () => {
    const command = "echo started; read line";
    free.send({ type: "ssh_command", data: { server_name: "b", command } });
    await free.textWith("started");
    const isOther = (event: ServerEvent) =>
      event.type === "lock_status" && event.lock_owner === free.id;
    const told = await bound.find(isOther) as EventOf<"lock_status">;
    bound.send({ type: "get_lock_status" });
    const answered = await bound.next("lock_status");
    await using later = await at.connect("bound");
    const { body: { owner } } = await at.read("bound", "/api/v1/session");
    for (const seen of [told.owner, answered.owner, welcomeOf(later).owner, owner]) {
      assertEquals([seen?.id, seen?.name, seen?.server_name], [free.id, "all", null]);
    }
    const { body } = await at.read("all", "/api/v1/session");
    assertEquals(body.owner.server_name, "b");
    free.send({ type: "cancel" });
    await free.next("cancelled");
  });

  await t.step("a session on another server is not listed", async () => {
    free.send({ type: "start_session", data: { servers: ["b"] } });
    const { lease_id } = await free.next("session_started");
    const listed = async (name: "all" | "bound") =>
      (await at.read(name, "/api/v1/session")).body.leases.map((one: Body) => one["lease_id"]);
    assertEquals([await listed("all"), await listed("bound")], [[lease_id], []]);
    free.send({ type: "end_session" });
    await free.next("session_ended");
  });

  await t.step("HTTP lists the server, its operations and its transfers alone", async () => {
    const itemsOf = async (path: string) => (await at.read("bound", path)).body.items as Body[];
    assertEquals((await itemsOf("/api/v1/servers")).map(({ name }) => name), ["a"]);
    assertEquals((await itemsOf("/api/v1/transfers")).map(({ name }) => name), ["y"]);
    assertEquals((await at.read("bound", "/")).body.servers, ["a"]);
    const operations = await itemsOf("/api/v1/operations");
    assertEquals(operations.map(({ server_name }) => server_name), ["a"]);
    assertEquals(await itemsOf("/api/v1/operations?server_name=b"), []);
    const { body: { items: [hidden, seen] } } = await at.read("all", "/api/v1/operations");
    assertEquals([hidden.server_name, seen.server_name], ["b", "a"]);
    const one = async (path: string) => {
      const { status, body } = await at.read("bound", path);
      return [status, body.error?.code];
    };
    assertEquals(await one(`/api/v1/operations/${seen.operation_id}`), [200, undefined]);
    assertEquals(await one(`/api/v1/operations/${hidden.operation_id}`), [404, 13000]);
    assertEquals(await one("/api/v1/servers/a/health"), [200, undefined]);
    assertEquals(await one("/api/v1/servers/b/health"), [403, 11001]);
    assertEquals(await one("/api/v1/servers/none/health"), [403, 11001]);
  });
});

sshdTest("scopes: kinds of operations and patterns of commands hold over the wire", async (t) => {
  await using sshd = await startSshd();
  const commands = ["echo ok", "echo ready; read line"];
  await using at = await scoped(sshd, {
    all: {},
    terminals: { operations: ["terminal"] },
    commands: { commands },
  });

  await t.step("operations: another kind is 11001 and not listed", async () => {
    await using free = await at.connect("all");
    assertEquals(await run(free, "a", "echo free"), "free\r\n");
    await using bound = await at.connect("terminals");
    assertEquals(await run(bound, "a", "echo no"), 11001);
    bound.send({ type: "start_session" });
    await bound.next("session_started");
    bound.send({ type: "scp_transfer", data: { transfer_name: "x" } });
    assertEquals((await bound.next("error")).error_code, 11001);
    bound.send({ type: "open_terminal", data: { server_name: "a" } });
    await bound.next("output");
    bound.send({ type: "ssh_input", data: { input: "exit 3\r" } });
    assertEquals((await bound.next("complete")).exit_code, 3);
    const { body } = await at.read("terminals", "/api/v1/operations");
    assertEquals(body.items.map(({ kind }: Body) => kind), ["open_terminal"]);
  });

  await t.step("commands: the whole command matches, and nothing is typed", async () => {
    await using bound = await at.connect("commands");
    assertEquals(await run(bound, "a", "echo ok"), "ok\r\n");
    for (const trick of ["echo ok\nid", "id\necho ok", "echo ok; id", "echo ok ", "ECHO ok"]) {
      assertEquals(await run(bound, "a", trick), 11001, JSON.stringify(trick));
    }
    bound.send({ type: "open_terminal", data: { server_name: "a" } });
    assertEquals((await bound.next("error")).error_code, 11001);
    bound.send({ type: "ssh_command", data: { server_name: "a", command: commands[1] ?? "" } });
    await bound.textWith("ready");
    bound.send({ type: "ssh_input", data: { input: "typed\r" } });
    assertEquals((await bound.next("error")).error_code, 11001);
    bound.send({ type: "cancel" });
    await bound.next("cancelled");
    assert(!bound.text().includes("typed"));
  });
});
