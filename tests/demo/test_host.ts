import type { Buffer } from "node:buffer";
import { within } from "../../src/async/within.ts";
import { joinBytes } from "../../src/domain/join_bytes.ts";
import { openSshHost, type SshHost } from "../../src/demo/ssh_host.ts";
import ssh2, { type Client, type ClientChannel, type ExecOptions } from "../../src/ssh2/ssh2.ts";

/** Time for a text to come, in milliseconds. */
const TEXT_MS = 30_000;
/** Time for an end to come, in milliseconds: a test may wait for a text before it. */
const END_MS = 60_000;

/** Demo host with a temporary home folder. Disposing closes the host and removes the folder. */
export interface TestHost extends AsyncDisposable {
  readonly port: number;
  readonly hostKey: string;
  readonly home: string;
  readonly username: string;
  readonly password: string;
  /** Closes the host and keeps its home folder. */
  close(): Promise<void>;
}

/** Opens a host. */
export async function openTestHost(options: { hostKey?: string } = {}): Promise<TestHost> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "demo_test_" }));
  const login = { username: "tester", password: "pass word'\"$" };
  const host: SshHost = await openSshHost({ home, ...login, ...options });
  let closing: Promise<void> | undefined;
  const close = () => closing ??= inTime(host[Symbol.asyncDispose]());
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

/** Waits for an end. @throws {Error} after 20 s */
export async function inTime(ending: PromiseLike<void>): Promise<void> {
  const hasEnded = await within(END_MS, Promise.resolve(ending).then(() => true));
  if (!hasEnded) throw new Error("The end has not come in time");
}

/** Login to a demo host. */
export interface Login {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** Client that is logged in. Disposing ends the connection and waits until it is closed. */
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

/** Output and end of a channel. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | undefined;
}

/** Reads a channel to its end. @throws {Error} after 60 s */
export async function outcome(channel: ClientChannel): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on("data", (chunk: Buffer) => stdout.push(chunk));
  channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const { promise, resolve } = Promise.withResolvers<[number | null, string | undefined]>();
  channel.on("close", (code: number | null, signal?: string) => resolve([code, signal]));
  const ending = await within(END_MS, promise);
  if (ending === undefined) throw new Error("The channel has not ended in time");
  const [code, signal] = ending;
  const text = (chunks: Buffer[]) => new TextDecoder().decode(joinBytes(chunks));
  return { stdout: text(stdout), stderr: text(stderr), code, signal };
}

/** Runs a command to its end, without input. */
export async function run(
  client: TestClient,
  command: string,
  options: ExecOptions = {},
): Promise<Outcome> {
  return await outcome(await exec(client, command, options));
}

/**
 * Reads the output of a channel until it matches `pattern`.
 *
 * @throws {Error} when the channel ends before that, and after 30 s
 */
export async function textMatching(
  channel: ClientChannel,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const decoder = new TextDecoder();
  let text = "";
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const read = (chunk: Buffer) => {
    text += decoder.decode(chunk, { stream: true });
    const match = pattern.exec(text);
    if (match !== null) resolve(match);
  };
  channel.on("data", read);
  channel.on("close", () => reject(new Error(`The channel ended with ${JSON.stringify(text)}`)));
  try {
    const match = await within(TEXT_MS, promise);
    if (match === undefined) throw new Error(`${pattern} has not come in time`);
    return match;
  } finally {
    channel.off("data", read);
  }
}
