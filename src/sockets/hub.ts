import type { Audience } from "../domain/broadcast.ts";
import { permitRole } from "../domain/rights.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { RequiredRole } from "../protocol/user.ts";
import { dispatch } from "../router/dispatch.ts";
import { CLOSE } from "./close_codes.ts";
import { Handshakes } from "./handshakes.ts";
import type { Arrival, HubOptions } from "./hub_options.ts";
import { Member } from "./member.ts";
import { Members } from "./members.ts";
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
  /** Connected clients, and those that are away. */
  readonly #members: Members<Context>;
  readonly #handshakes = new Handshakes();
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
    this.#members = new Members({
      ...options,
      onMove: (member, { to, from }) => this.#move(member, { to, from }),
      onExpel: (member, reason) => this.#expel(member, reason),
      onReplay: (replay) => void this.#track(replay()),
    });
    this.#subscription = options.broadcast.subscribe((event, isFor) =>
      this.#broadcast(event, isFor)
    );
    const { silenceMs = 60_000, handshakeMs = 10_000 } = options;
    this.#watch = setInterval(() => {
      this.#closeSilent(silenceMs);
      this.#handshakes.giveUpLate(handshakeMs);
    }, silenceMs / 12);
  }

  /** Number of connected clients. */
  get size(): number {
    return this.#connected.size;
  }

  /** Takes over a WebSocket that a client is opening. Its place counts from now. */
  adopt(webSocket: WebSocket, arrival: Arrival): void {
    webSocket.binaryType = "arraybuffer";
    const socket = new Socket(webSocket, arrival.address);
    const connection = this.#options.limits.connect(arrival.address);
    this.#handshakes.begin(webSocket, () => connection[Symbol.dispose]());
    webSocket.onopen = () => {
      if (this.#handshakes.finish(webSocket)) this.#open(socket, arrival);
      else socket.close(CLOSE.tryAgainLater, "the handshake took too long");
    };
    webSocket.onmessage = ({ data }) => this.#receive(socket, data);
    webSocket.onclose = ({ code }) => {
      this.#handshakes.finish(webSocket);
      connection[Symbol.dispose]();
      this.#end(socket, code);
    };
    // A broken socket fires `error` and then `close`. Deno reports an `error` without a listener.
    webSocket.onerror = (event) => event.preventDefault();
  }

  /** Closes all sockets with 1001. Their clients are away: each can resume over another socket. */
  markAllAway(): void {
    for (const socket of this.#connected.keys()) this.#close(socket, CLOSE.goingAway, "resume");
  }

  /** Cancels what runs, waits for the endings, and closes the sockets with 1001. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#watch);
    this.#members.cancelAll("The service is shutting down");
    if (this.#underWay > 0) await new Promise<void>((resolve) => this.#onIdle = resolve);
    for (const socket of this.#connected.keys()) {
      this.#close(socket, CLOSE.goingAway, "The service is shutting down");
    }
    this.#subscription[Symbol.dispose]();
  }

  #broadcast(event: ServerEvent, isFor: Audience): void {
    let json: string | undefined;
    // Made once, and not at all when the event is for no client.
    const toJson = () => json ??= JSON.stringify(event);
    const unread: Socket[] = [];
    for (const [socket, member] of this.#connected) {
      if (isFor(member.client) && !member.broadcast(event, toJson)) unread.push(socket);
    }
    // Closing a client can cause broadcasts: they come after this one for everyone.
    for (const socket of unread) {
      this.#close(socket, CLOSE.tryAgainLater, "broadcasts are not read");
    }
  }

  #open(socket: Socket, { admission }: Arrival): void {
    if (this.#isClosing) return socket.close(CLOSE.goingAway, "The service is shutting down");
    const { log, routes, maxFrameBytes, messageLimit, contextOf, welcome, onConnect } =
      this.#options;
    const { principal } = admission;
    const client: SocketClient = new SocketClient(socket, {
      principal,
      retention: this.#retention,
      onUnread: () => this.#close(client.socket, CLOSE.policy, "answers are not read"),
      onResume: (lost) => this.#members.resume(client, lost),
    });
    const context = contextOf(client);
    const permit = (role: RequiredRole) => permitRole(principal, role);
    const endpoint = { routes, context, permit, maxFrameBytes, count: messageLimit(), log };
    const member = new Member(client, endpoint);
    client.send(welcome(context));
    this.#connected.set(socket, member);
    const { address } = socket;
    const user = principal.name ?? undefined;
    log.info("client connected", { connection: client.id, address, user });
    onConnect(client);
    this.#members.add(member, admission);
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

  /** Ends the client's use of `socket`, which was closed with `code`. */
  #end(socket: Socket, code: number): void {
    const member = this.#connected.get(socket);
    if (member === undefined) return;
    this.#connected.delete(socket);
    const { address } = socket;
    this.#members.leave(member, { code, address, isClosing: this.#isClosing });
  }

  /** Ends a client whose admission has ended: its operation and its session end. */
  #expel(member: Member<Context>, reason: string): void {
    const { socket } = member.client;
    if (socket !== undefined) this.#close(socket, CLOSE.policy, reason);
    else this.#members.forget(member, CLOSE.policy);
  }

  /** Connects a resumed client over another socket. */
  #move(
    member: Member<Context>,
    { to, from }: { to: Socket; from: Socket | undefined },
  ): void {
    this.#connected.set(to, member);
    if (from === undefined || from === to) return;
    // The old socket may be broken without a `close` event.
    this.#connected.delete(from);
    from.close(CLOSE.normal, "resumed over another connection");
  }

  #closeSilent(silenceMs: number): void {
    for (const [socket, { client }] of this.#connected) {
      if (!socket.isSilentFor(silenceMs)) continue;
      this.#options.log.warn("client timed out", { connection: client.id });
      this.#close(socket, CLOSE.tryAgainLater, "no sign of life");
    }
  }
}
