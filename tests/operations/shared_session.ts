import { assertEquals } from "@std/assert";
import type { TokenEntry } from "../../src/access/token_list.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { type Sshd, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { bearer, createTokens, type TestTokens } from "../harness/tokens.ts";

/** Tokens of {@linkcode shared}, by the names of their users. */
const USERS: Readonly<Record<User, Partial<TokenEntry>>> = {
  owner: {},
  member: {},
  third: { servers: ["b"] },
  viewer: { role: "viewer" },
  admin: { role: "admin" },
};

type User = "owner" | "member" | "third" | "viewer" | "admin";

/** Service with the servers `a` and `b`, which are one, and the transfer `x`. */
export interface Shared extends AsyncDisposable {
  readonly app: TestApp;
  readonly sshd: Sshd;
  readonly tokens: TestTokens;
  /** Wire that can be cut. */
  readonly wire: TcpProxy;
  /** Connects with a token. `third` is for server `b` only. */
  connect(user: User): Promise<Client>;
  /** Connects with a token over the wire. */
  connectOverWire(user: User): Promise<Client>;
  /** Reads what an administrator reads at a path. */
  read(path: string): Promise<string>;
}

/** Starts the service with tokens. */
export async function shared(variables: Record<string, string> = {}): Promise<Shared> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const tokens = opening.use(await createTokens());
  const headers = new Map<string, Record<string, string>>();
  for (const [name, fields] of Object.entries(USERS)) {
    headers.set(name, bearer(await tokens.add(name, fields)));
  }
  const app = opening.use(
    await startApp({
      ...tokens.variables,
      ...serverVariables("a", sshd),
      ...serverVariables("b", sshd),
      TRANSFER_X: `a:${sshd.folder}/out/* -> b:${sshd.folder}/in/`,
      ...variables,
    }),
  );
  const wire = opening.use(await startTcpProxy(Number(new URL(app.url).port)));
  const opened = opening.move();
  return {
    app,
    sshd,
    tokens,
    wire,
    connect: (user) => Client.connect(app.url, headers.get(user)),
    connectOverWire: (user) => {
      return Client.connect(`http://127.0.0.1:${wire.port}`, headers.get(user));
    },
    read: async (path) => {
      return await (await fetch(`${app.url}${path}`, { headers: headers.get("admin") ?? {} }))
        .text();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Starts a session, and returns its token. */
export async function startSession(owner: Client): Promise<string> {
  owner.send({ type: "start_session" });
  return (await owner.next("session_started")).session_token;
}

/** Asks to join a session, as message `join`. */
export function sendJoin(client: Client, session_token: string): void {
  client.send({ type: "join_session", data: { session_token }, request_id: "join" });
}

/** Joins a session. */
export async function join(client: Client, token: string): Promise<void> {
  sendJoin(client, token);
  await client.next("session_joined");
}

/** Starts a session of the first client that the others join. */
export async function share(owner: Client, ...members: Client[]): Promise<void> {
  const token = await startSession(owner);
  for (const member of members) await join(member, token);
}

/** Sends a command for a server. */
export function run(client: Client, command: string, server_name: "a" | "b" = "a"): void {
  client.send({ type: "ssh_command", data: { server_name, command } });
}

/** Runs a command on a server to its end, and returns its text. */
export async function ran(client: Client, text: string, server: "a" | "b" = "a"): Promise<string> {
  const before = client.text().length;
  run(client, `echo ${text}`, server);
  assertEquals((await client.next("complete")).exit_code, 0);
  return client.text().slice(before).trim();
}

/** Starts a command that waits, and returns the text in its command line. */
export async function runWaiting(client: Client, server: "a" | "b" = "a"): Promise<string> {
  const mark = `mark-${crypto.randomUUID()}`;
  run(client, `echo ${mark}-up; exec -a ${mark} sleep 999`, server);
  await client.textWith(`${mark}-up`);
  await eventually(() => processesWith(mark).length > 0, "the command runs");
  return mark;
}

/** Starts a command that a cancel ends only by SIGKILL, after 2 s. */
export async function runStubborn(client: Client): Promise<void> {
  const mark = `mark-${crypto.randomUUID()}`;
  run(client, `trap '' INT HUP TERM; echo ${mark}; while :; do sleep 0.1; done`);
  await client.textWith(mark);
}

/** Waits until everyone is told that no session is active, and returns the message. */
export async function freed(client: Client): Promise<EventOf<"session_status">> {
  return await client.find((event) =>
    event.type === "session_status" && !event.session_active
  ) as EventOf<"session_status">;
}

/** Returns the code of the next error. */
export async function refusal(client: Client): Promise<number> {
  return (await client.next("error")).error_code;
}

/** Returns the types of the events of `client`, without those that are not among `types`. */
export function order({ events }: Client, ...types: string[]): string[] {
  return events.map(({ type }) => type).filter((type) => types.includes(type));
}
