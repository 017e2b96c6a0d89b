import type { Admission } from "../domain/admission.ts";
import type { Resumption } from "../domain/client.ts";
import { permitRole } from "../domain/rights.ts";
import { AppError } from "../errors.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { RequiredRole } from "../protocol/user.ts";
import { dispatch } from "../router/dispatch.ts";
import { CLOSE, meansAway } from "./close_codes.ts";
import type { Arrival, HubOptions } from "./hub_options.ts";
import { Member } from "./member.ts";
import { Retention } from "./retention.ts";
import { Socket } from "./socket.ts";
import { SocketClient } from "./socket_client.ts";

/** Number of messages of one client that may be under way at a time. */
const PENDING_LIMIT = 1_000;

/**
 * Clients and their sockets. Disposing it cancels what runs, waits for the endings, and closes the
 * sockets with 1001.
 */
export class Hub<Context> implements AsyncDisposable {
  readonly #options: HubOptions<Context>;
  /** Connected clients. */
  readonly #connected = new Map<Socket, Member<Context>>();
  /** Connected clients, and those that are away, by their tokens. */
  readonly #members = new Map<string, Member<Context>>();
  /** Clients replaced by a resumed client, until the answer to `resume` is sent. */
  readonly #retiring = new Set<SocketClient>();
  readonly #retention = new Retention();
  readonly #subscription: Disposable;
  readonly #watch: ReturnType<typeof setInterval>;
  /** Number of messages and replays under way. */
  #underWay = 0;
  /** Called when nothing is under way any more. */
  #onIdle = () => {};
  #isClosing = false;

  /** Subscribes to the broadcasts and watches for silent clients; dispose the hub to end that. */
  constructor(options: HubOptions<Context>) {
    this.#options = options;
    this.#subscription = options.broadcast.subscribe((event) => this.#broadcast(event));
    const silenceMs = options.silenceMs ?? 60_000;
    this.#watch = setInterval(() => this.#closeSilent(silenceMs), silenceMs / 12);
  }

  /** Number of connected clients. */
  get size(): number {
    return this.#connected.size;
  }

  /** Takes over a WebSocket that a client is opening. */
  adopt(webSocket: WebSocket, { address, admission }: Arrival): void {
    webSocket.binaryType = "arraybuffer";
    const socket = new Socket(webSocket, address);
    webSocket.onopen = () => this.#open(socket, admission);
    webSocket.onmessage = ({ data }) => this.#receive(socket, data);
    webSocket.onclose = ({ code }) => this.#end(socket, code);
    // A broken socket fires `error` and then `close`. Deno reports an `error` without a listener.
    webSocket.onerror = (event) => event.preventDefault();
  }

  /** Cancels what runs, waits for the endings, and closes the sockets with 1001. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#watch);
    for (const member of this.#members.values()) {
      member.end();
      member.client.cancel("The service is shutting down");
    }
    for (const client of this.#retiring) client.retire();
    if (this.#underWay > 0) await new Promise<void>((resolve) => this.#onIdle = resolve);
    for (const socket of this.#connected.keys()) {
      this.#close(socket, CLOSE.goingAway, "The service is shutting down");
    }
    this.#subscription[Symbol.dispose]();
  }

  #broadcast(event: ServerEvent): void {
    const json = JSON.stringify(event);
    const unread: Socket[] = [];
    for (const [socket, member] of this.#connected) {
      if (!member.broadcast(event, json)) unread.push(socket);
    }
    // Closing a client can cause broadcasts: they come after this one for everyone.
    for (const socket of unread) {
      this.#close(socket, CLOSE.tryAgainLater, "broadcasts are not read");
    }
  }

  #open(socket: Socket, admission: Admission): void {
    if (this.#isClosing) return socket.close(CLOSE.goingAway, "The service is shutting down");
    const { log, routes, maxFrameBytes, contextOf, welcome, onConnect } = this.#options;
    const { principal } = admission;
    const client: SocketClient = new SocketClient(socket, {
      principal,
      retention: this.#retention,
      onUnread: () => this.#close(client.socket, CLOSE.policy, "answers are not read"),
      onResume: (lost) => this.#resume(client, lost),
    });
    const context = contextOf(client);
    const permit = (role: RequiredRole) => permitRole(principal, role);
    const endpoint = { routes, context, permit, maxFrameBytes, log };
    const member = new Member(client, { endpoint, admission });
    client.send(welcome(context));
    this.#connected.set(socket, member);
    this.#members.set(client.resumeToken, member);
    const { address } = socket;
    const user = principal.name ?? undefined;
    log.info("client connected", { connection: client.id, address, user });
    onConnect(client);
    member.watch(admission, (reason) => this.#expel(member, reason));
  }

  /** Ends a client, connected or away: its operation and its session end. */
  #expel(member: Member<Context>, reason: string): void {
    const { client } = member;
    if (client.socket !== undefined) this.#close(client.socket, CLOSE.policy, reason);
    else this.#forget(member, CLOSE.policy);
  }

  async #receive(socket: Socket, data: unknown): Promise<void> {
    const member = this.#connected.get(socket);
    // Deno delivers nothing after close(), but a message can be on its way by then.
    if (member === undefined) return;
    const { client, endpoint } = member;
    socket.markAlive();
    if (member.pending === PENDING_LIMIT) {
      return this.#close(socket, CLOSE.policy, "too many messages under way");
    }
    member.pending++;
    const failure = await this.#track(dispatch(data, { client, endpoint }));
    member.pending--;
    if (failure === undefined) return;
    this.#options.onFailure(client, failure);
    if (failure.kind === "MESSAGE_TOO_LARGE") this.#close(socket, CLOSE.tooBig, failure.message);
  }

  /** Tracks `work`, so that disposal waits for it. */
  async #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work;
    } finally {
      if (--this.#underWay === 0) this.#onIdle();
    }
  }

  /** Closes `socket`. `code` decides whether its client is away or gone. */
  #close(socket: Socket | undefined, code: number, reason: string): void {
    if (socket === undefined) return;
    socket.close(code, reason);
    this.#end(socket, code);
  }

  /** Marks the client of `socket`, which was closed with `code`, as away or gone. */
  #end(socket: Socket, code: number): void {
    const member = this.#connected.get(socket);
    if (member === undefined) return;
    this.#connected.delete(socket);
    if (this.#canResume(member, code)) this.#markAway(member, code);
    else this.#forget(member, code);
  }

  /** Checks whether the close code allows a resume, and there is something to resume. */
  #canResume({ client, pending }: Member<Context>, code: number): boolean {
    if (!meansAway(code) || this.#isClosing || this.#options.resumeSeconds === 0) return false;
    return pending > 0 || client.keepsOutput;
  }

  /** Marks a client as away, until it resumes or `resumeSeconds` have passed. */
  #markAway(member: Member<Context>, code: number): void {
    const { client } = member;
    const { resumeSeconds, log, onAway } = this.#options;
    member.markAway(resumeSeconds, () => this.#forget(member, code));
    log.info("client away", { connection: client.id, close: code });
    onAway(client, new Date(Date.now() + resumeSeconds * 1000));
  }

  #forget(member: Member<Context>, code: number): void {
    const { client } = member;
    member.end();
    this.#members.delete(client.resumeToken);
    client.retire();
    this.#options.log.info("client gone", { connection: client.id, close: code });
  }

  /**
   * Puts the client with `token` on the socket of `from`.
   *
   * @throws {AppError} 50007 when there is none, or it missed output that is not kept any more
   */
  #resume(from: SocketClient, { token, seq }: { token: string; seq: number }): Resumption {
    const member = this.#members.get(token);
    const { socket, principal: { name, role } } = from;
    if (member === undefined || socket === undefined || this.#options.resumeSeconds === 0) {
      const detail = "Nothing can be resumed: the token is wrong, or its time is over";
      throw new AppError("SESSION_OWNER_MISMATCH", detail);
    }
    const { principal } = member.client;
    if (principal.name !== name || principal.role !== role) {
      const detail = "Another user's connection cannot be resumed: use the same token of access";
      throw new AppError("SESSION_OWNER_MISMATCH", detail);
    }
    const { client } = member;
    const before = client.socket;
    const { after, replay } = client.attach(socket, seq);
    if (client !== from) this.#replace(from, member);
    if (before !== undefined && before !== socket) {
      // The old socket may be broken without a `close` event.
      this.#connected.delete(before);
      before.close(CLOSE.normal, "resumed over another connection");
    }
    return {
      id: client.id,
      seq: after,
      replay: () => {
        if (this.#retiring.delete(from)) {
          from.retire();
          this.#options.onAway(client, null);
        }
        void this.#track(replay());
      },
    };
  }

  /** Replaces `from` by a client that has taken over the socket of `from`. */
  #replace(from: SocketClient, member: Member<Context>): void {
    const { client } = member;
    const { socket } = from;
    const replaced = this.#members.get(from.resumeToken);
    member.markBack();
    replaced?.end();
    if (replaced !== undefined) {
      member.watch(replaced.admission, (reason) => this.#expel(member, reason));
    }
    this.#members.delete(from.resumeToken);
    this.#retiring.add(from);
    if (socket !== undefined) this.#connected.set(socket, member);
    this.#options.log.info("client resumed", { connection: client.id, address: socket?.address });
  }

  #closeSilent(silenceMs: number): void {
    for (const [socket, { client }] of this.#connected) {
      if (!socket.isSilentFor(silenceMs)) continue;
      this.#options.log.warn("client timed out", { connection: client.id });
      this.#close(socket, CLOSE.tryAgainLater, "no sign of life");
    }
  }
}
