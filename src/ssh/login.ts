import type { HostKey } from "../domain/known_hosts.ts";
import type { Server } from "../domain/server.ts";
import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { AppError } from "../errors.ts";
import type {
  AnyAuthMethod,
  AuthenticationType,
  AuthHandlerMiddleware,
  Client,
  KeyboardInteractiveAuthMethod,
  ParsedKey,
} from "../ssh2/ssh2.ts";
import { fingerprint } from "../ssh2/fingerprint.ts";
import { offerFor } from "./algorithms.ts";
import { gatherWrites } from "./gather_writes.ts";
import type { HostKeyCheck } from "./host_keys.ts";
import { ServerHello } from "./server_hello.ts";
import { connectFailure, connectTimeout } from "./ssh_failure.ts";

/** ssh2's client and the socket that we give it, so that it can be cut off. */
export interface Transport {
  /** Not connected yet. */
  readonly client: Client;
  /** Not connected yet. */
  readonly socket: Socket;
}

/** Whom to log in to, and how. */
export interface LoginOptions {
  /** Address and user. */
  readonly server: Server;
  /** Check of its host key. */
  readonly check: HostKeyCheck;
  /** Ends connecting with its reason. */
  readonly signal: AbortSignal;
  /** For TCP, key exchange and login together. */
  readonly deadlineMs: number;
  /** After so long without a word from the server it is asked for one. Three unanswered: lost. */
  readonly keepaliveMs: number;
  /** Tried before the password. */
  readonly privateKey: ParsedKey | undefined;
}

/**
 * Connects and logs in: settles with the login, the failure, the deadline or the abort, whichever is first.
 *
 * @throws {AppError} 20000, 20001, 20002, 20006, 21000, 41000, or the reason of the signal
 */
export async function login({ client, socket }: Transport, options: LoginOptions): Promise<void> {
  const { server, check, signal, deadlineMs, keepaliveMs } = options;
  const offer = offerFor({ level: server.algorithms, keyType: check.keyType });
  const hello = new ServerHello(socket);
  const attempt = { server, hello, offer };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  const timer = setTimeout(() => reject(connectTimeout(attempt)), deadlineMs);
  signal.addEventListener("abort", abort, { once: true });
  let presented: HostKey | undefined;
  let mismatch: AppError | undefined;
  client.once("ready", resolve)
    // Only now the server has proved that it owns the key: ssh2 asks before it verifies the signature.
    .once("handshake", () => keep(() => presented && check.accept(presented), reject))
    .once("hostkeys", () => acknowledge({ client, socket }))
    .on("error", (error) => reject(mismatch ?? connectFailure(error, attempt)))
    // A server that closes cleanly before the login causes no error event.
    .once("close", () => reject(connectFailure(undefined, attempt)));
  try {
    // Small packets go out at once: under Deno, each would wait for the acknowledgement of the one before.
    gatherWrites(socket.setNoDelay(true).connect(server.port, server.host));
    client.connect({
      sock: socket,
      username: server.username,
      algorithms: offer,
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      authHandler: loginMethods(server, options.privateKey),
      hostVerifier: (blob: Buffer) => {
        const key = presented = hostKeyOf(blob);
        keep(() => mismatch = check.judge(key, { offered: hello.commonHostKeys(offer) }), reject);
        return mismatch === undefined;
      },
    });
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Describes a public key, whose blob starts with its type (RFC 4253, 6.6). */
function hostKeyOf(blob: Buffer): HostKey {
  const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
  return { type, fingerprint: fingerprint(blob) };
}

/**
 * Sends a small packet that wants no answer: it ends a forwarding that there is not. OpenSSH has just proved its host keys,
 * and holds its next small packet, the answer to the first request of a channel, until this one is acknowledged
 * (RFC 896); alone, the acknowledgement would wait 40 ms for something to travel with.
 */
function acknowledge({ client, socket }: Transport): void {
  if (socket.writable) client.unforwardIn("", 0);
}

/** Runs a look-up inside an ssh2 callback, where a throw would be lost: the failure goes to `reject`. */
function keep(lookUp: () => void, reject: (cause: unknown) => void): void {
  try {
    lookUp();
  } catch (cause) {
    reject(cause);
  }
}

/**
 * Chooses the next login method (RFC 4252, 5.1), each at most once: a password tried twice would count twice against a
 * server's limit of failures, so keyboard-interactive is for servers that offer no password login.
 */
function loginMethods(server: Server, key: ParsedKey | undefined): AuthHandlerMiddleware {
  const { username, password } = server;
  const untried: AnyAuthMethod[] = [];
  if (key !== undefined) untried.push({ type: "publickey", username, key });
  if (password !== undefined) {
    const prompt: KeyboardInteractiveAuthMethod["prompt"] = (
      _name,
      _instructions,
      _language,
      prompts,
      finish,
    ) => finish(prompts.map(() => password));
    untried.push({ type: "password", username, password }, {
      type: "keyboard-interactive",
      username,
      prompt,
    });
  }
  return (offered: AuthenticationType[] | null, _partial, next) => {
    if (!offered && key === undefined) {
      // The method "none" always fails, and its failure says what the server offers (RFC 4252, 5.2).
      return next({ type: "none", username });
    }
    // A key is tried without asking: a key that fails says what is offered, too.
    const index = offered ? untried.findIndex(({ type }) => offered.includes(type)) : 0;
    const [method] = index < 0 ? [] : untried.splice(index, 1);
    if (method?.type === "password") untried.pop();
    // ssh2 takes `false` for "no more methods"; its types do not say so.
    return next(method ?? false as unknown as AnyAuthMethod);
  };
}
