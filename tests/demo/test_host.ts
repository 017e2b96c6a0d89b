import type { Buffer } from "node:buffer";
import ssh2, { type Client, type ClientChannel, type ExecOptions } from "../../src/ssh2/ssh2.ts";
import { openSshHost, type SshHost } from "../../src/demo/ssh_host.ts";

/** A host with a temporary home folder, for one test. */
export interface TestHost extends AsyncDisposable {
  readonly port: number;
  readonly hostKey: string;
  readonly home: string;
  readonly username: string;
  readonly password: string;
  /** Closes the host, but leaves its home folder. */
  close(): Promise<void>;
}

/** Opens a host. Disposing it closes the host and removes the home folder. */
export async function openTestHost(options: { hostKey?: string } = {}): Promise<TestHost> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "demo_test_" }));
  const login = { username: "tester", password: "pass word'\"$" };
  const host: SshHost = await openSshHost({ home, ...login, ...options });
  let closing: Promise<void> | undefined;
  const close = () => closing ??= within5s(host[Symbol.asyncDispose]());
  return {
    port: host.port,
    hostKey: host.hostKey,
    home,
    ...login,
    close,
    async [Symbol.asyncDispose]() {
      await close();
      await Deno.remove(home, { recursive: true });
    },
  };
}

async function within5s(closing: PromiseLike<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the host does not close")), 5_000);
  await Promise.race([closing, promise]).finally(() => clearTimeout(timer));
}

/** Where to log in, and as whom. */
export interface Login {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** A logged-in client. Disposing it ends the connection and waits until it is closed. */
export interface TestClient extends AsyncDisposable {
  readonly ssh: Client;
  readonly closed: Promise<void>;
}

/** Logs in with ssh2's client. @throws {Error} when the host refuses */
export async function connect({ port, username, password }: Login): Promise<TestClient> {
  const ssh = new ssh2.Client();
  const closed = new Promise<void>((resolve) => ssh.once("close", () => resolve()));
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  ssh.on("connect", () => ssh.setNoDelay(true)).on("ready", resolve).on("error", reject);
  ssh.connect({
    host: "127.0.0.1",
    port,
    username,
    password,
    algorithms: { compress: ["none"] },
  });
  try {
    await ready;
  } catch (cause) {
    await closed;
    throw cause;
  }
  return {
    ssh,
    closed,
    async [Symbol.asyncDispose]() {
      ssh.end();
      const timer = setTimeout(() => ssh.destroy(), 1_000);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Starts a command. @throws {Error} when the host refuses */
export function exec(
  { ssh }: TestClient,
  command: string,
  options: ExecOptions = {},
): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    ssh.exec(command, options, (error, channel) => error ? reject(error) : resolve(channel));
  });
}

/** What a channel gave until it closed. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | undefined;
}

/** What a command in a test may take. */
const DEADLINE_MS = 10_000;

/** Reads a channel to its end. @throws {Error} when it takes more than 10 s */
export async function outcome(channel: ClientChannel): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on("data", (chunk: Buffer) => stdout.push(chunk));
  channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<[number | null, string | undefined]>();
  channel.on("close", (code: number | null, signal?: string) => resolve([code, signal]));
  const timer = setTimeout(() => reject(new Error("the channel does not end")), DEADLINE_MS);
  const [code, signal] = await promise.finally(() => clearTimeout(timer));
  const text = (chunks: Buffer[]) => new TextDecoder().decode(join(chunks));
  return { stdout: text(stdout), stderr: text(stderr), code, signal };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Runs a command to its end, without input. */
export async function run(
  client: TestClient,
  command: string,
  options: ExecOptions = {},
): Promise<Outcome> {
  return await outcome(await exec(client, command, options));
}

/** Collects a channel's text, and resolves when it matches. @throws {Error} when the channel ends before, and after 5 s */
export function textMatching(channel: ClientChannel, pattern: RegExp): Promise<RegExpExecArray> {
  const decoder = new TextDecoder();
  let text = "";
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const timer = setTimeout(() => reject(new Error(`${pattern} did not come`)), 5_000);
  const read = (chunk: Buffer) => {
    text += decoder.decode(chunk, { stream: true });
    const match = pattern.exec(text);
    if (match !== null) resolve(match);
  };
  channel.on("data", read);
  channel.on("close", () => reject(new Error(`the channel ended with ${JSON.stringify(text)}`)));
  return promise.finally(() => {
    clearTimeout(timer);
    channel.off("data", read);
  });
}
