import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import type { HostKey } from "../domain/known_hosts.ts";
import type { Layer } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";
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
import { refuseEmptyPackets } from "../ssh2/refuse_empty_packets.ts";
import { offerFor } from "./algorithms.ts";
import { gatherWrites } from "./gather_writes.ts";
import type { HostKeyCheck } from "./host_keys.ts";
import { ServerHello } from "./server_hello.ts";
import { connectFailure, connectTimeout } from "./ssh_failure.ts";

/**
 * Client of ssh2 and its socket. The socket is our own, so that it can be destroyed at any time.
 */
export interface Transport {
  /** Client that is not connected yet. */
  readonly client: Client;
  /** Socket that is not connected yet. */
  readonly socket: Socket;
}

/** Options for {@linkcode login}. */
export interface LoginOptions {
  /** Server to log in to. */
  readonly server: Server;
  /** Check of its host key. */
  readonly check: HostKeyCheck;
  /** Signal that ends connecting with its reason. */
  readonly signal: AbortSignal;
  /** Time for TCP, key exchange and login together, in milliseconds. */
  readonly deadlineMs: number;
  /**
   * Time without a byte from the server after which a keepalive is sent, in milliseconds. The
   * connection is lost after three keepalives without an answer.
   */
  readonly keepaliveMs: number;
  /** Key to try before the password. */
  readonly privateKey: ParsedKey | undefined;
  /** Called when a layer before the login has succeeded. */
  readonly onLayer?: ((layer: Layer) => void) | undefined;
}

/**
 * Connects and logs in. The caller closes the transport, also when this fails.
 *
 * @throws {AppError} 20000, 20001, 20002, 20006, 21000, 41000, or the reason of the signal
 */
export async function login({ client, socket }: Transport, options: LoginOptions): Promise<void> {
  const { server, check, signal, deadlineMs, keepaliveMs, onLayer } = options;
  const offer = offerFor({ level: server.algorithms, keyType: check.keyType });
  const hello = new ServerHello(socket, onLayer);
  const attempt = { server, hello, offer };
  const { promise, resolve, reject } = Promise.withResolvers<true>();
  let presented: HostKey | undefined;
  let mismatch: AppError | undefined;
  const acceptKey = () => {
    if (presented !== undefined) check.accept(presented);
    onLayer?.("kex");
  };
  client.once("ready", () => resolve(true))
    // The server has proved by now that it owns the key: ssh2 verifies the signature after
    // `hostVerifier`.
    .once("handshake", () => orReject(acceptKey, reject))
    .once("hostkeys", () => acknowledge({ client, socket }))
    .on("error", (error) => reject(mismatch ?? connectFailure(error, attempt)))
    // A close before the login, in good order, emits no error.
    .once("close", () => reject(connectFailure(undefined, attempt)));
  // With Nagle's algorithm, each small packet waits for the acknowledgement of the previous one.
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
      orReject(() => mismatch = check.judge(key, { offered: hello.commonHostKeys(offer) }), reject);
      return mismatch === undefined;
    },
  });
  refuseEmptyPackets(client);
  const isLoggedIn = await within(deadlineMs, orAborted(signal, promise));
  if (!isLoggedIn) throw connectTimeout(attempt);
}

/** Describes a public key, whose blob starts with its type (RFC 4253, 6.6). */
function hostKeyOf(blob: Buffer): HostKey {
  const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
  return { type, fingerprint: fingerprint(blob) };
}

/**
 * Sends a small packet without a reply, which ends a port forwarding that does not exist. Its TCP
 * segment acknowledges the host keys that OpenSSH has just sent. OpenSSH holds its next small
 * packet, the answer to the first channel request, until then (RFC 896), and an acknowledgement
 * without data is delayed by 40 ms.
 */
function acknowledge({ client, socket }: Transport): void {
  if (socket.writable) client.unforwardIn("", 0);
}

/** Runs `act` in a callback of ssh2. Passes an exception to `reject`: ssh2 discards exceptions. */
function orReject(act: () => void, reject: (cause: unknown) => void): void {
  try {
    act();
  } catch (cause) {
    reject(cause);
  }
}

/**
 * Returns a handler that chooses the next login method (RFC 4252, 5.1), each at most once. A server
 * that offers password logins is not asked for keyboard-interactive: the same password would count
 * twice against its limit of failures.
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
      // The method "none" always fails, and the failure lists the server's methods (RFC 4252, 5.2).
      return next({ type: "none", username });
    }
    // A key is tried at once: its failure lists the server's methods too.
    const index = offered ? untried.findIndex(({ type }) => offered.includes(type)) : 0;
    const [method] = index < 0 ? [] : untried.splice(index, 1);
    if (method?.type === "password") untried.pop();
    // ssh2 takes `false` for "no more methods"; its types do not say so.
    return next(method ?? false as unknown as AnyAuthMethod);
  };
}
