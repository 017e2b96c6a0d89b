import type { Admission } from "../domain/admission.ts";
import type { Resumption } from "../domain/client.ts";
import { AppError } from "../errors.ts";
import { meansAway } from "./close_codes.ts";
import type { HubOptions } from "./hub_options.ts";
import type { Member } from "./member.ts";
import type { Socket } from "./socket.ts";
import type { SocketClient } from "./socket_client.ts";

/** Options for {@linkcode Members}. */
export interface MembersOptions<Context>
  extends Pick<HubOptions<Context>, "limits" | "log" | "onAway" | "resumeSeconds"> {
  /** Called when a client was moved to the socket `to`. */
  readonly onMove: (
    member: Member<Context>,
    sockets: { readonly to: Socket; readonly from: Socket | undefined },
  ) => void;
  /** Called when the admission of a client has ended, with the reason. */
  readonly onExpel: (member: Member<Context>, reason: string) => void;
  /** Called to send a resumed client what it missed. */
  readonly onReplay: (replay: () => Promise<void>) => void;
}

/** Circumstances in which a client has lost its socket. */
export interface Departure {
  /** Code with which the socket was closed. */
  readonly code: number;
  /** Address at which the client was. */
  readonly address: string;
  /** Whether the service is shutting down. */
  readonly isClosing: boolean;
}

/** Clients that are connected or away, by their resume tokens. */
export class Members<Context> {
  readonly #options: MembersOptions<Context>;
  readonly #members = new Map<string, Member<Context>>();
  /** Clients replaced by a resumed client, until the answer to `resume` is sent. */
  readonly #retiring = new Set<SocketClient>();

  /** Creates a table without clients. */
  constructor(options: MembersOptions<Context>) {
    this.#options = options;
  }

  /** Adds a connected client, which is expelled when `admission` ends. */
  add(member: Member<Context>, admission: Admission): void {
    this.#members.set(member.client.resumeToken, member);
    this.#watch(member, admission);
  }

  /** Cancels what all clients have under way. `why` is the message of the endings. */
  cancelAll(why: string): void {
    for (const member of this.#members.values()) {
      member.end();
      member.client.cancel(why);
    }
    for (const client of this.#retiring) client.retire();
  }

  /** Marks a client that has lost its socket as away or gone. */
  leave(member: Member<Context>, departure: Departure): void {
    const { code, address } = departure;
    const place = this.#canResume(member, departure)
      ? this.#options.limits.keepPlace(address)
      : undefined;
    if (place === undefined) return this.forget(member, code);
    const { resumeSeconds, log, onAway } = this.#options;
    const { client } = member;
    member.markAway(place, { seconds: resumeSeconds, expire: () => this.forget(member, code) });
    log.info("client away", { connection: client.id, close: code });
    onAway(client, new Date(Date.now() + resumeSeconds * 1000));
  }

  /** Ends a client for good. */
  forget(member: Member<Context>, code: number): void {
    const { client } = member;
    member.end();
    this.#members.delete(client.resumeToken);
    client.retire();
    this.#options.log.info("client gone", { connection: client.id, close: code });
  }

  /**
   * Puts the client with `token` on the socket of `from`.
   *
   * @throws {AppError} 50007 when there is none or it is another user's, or when it missed output
   * that is not kept any more
   */
  resume(from: SocketClient, { token, seq }: { token: string; seq: number }): Resumption {
    const { socket: to } = from;
    const member = this.#options.resumeSeconds === 0 ? undefined : this.#members.get(token);
    if (member === undefined || to === undefined) {
      throw mismatch("Nothing can be resumed: the token is wrong, or its time is over");
    }
    const { client } = member;
    if (!isSameUser(client, from)) {
      throw mismatch("The connection is another user's: connect with the access token it had");
    }
    const before = client.socket;
    const { after, replay } = client.attach(to, seq);
    if (client !== from) this.#replace(from, member);
    this.#options.onMove(member, { to, from: before });
    return {
      id: client.id,
      seq: after,
      operation: client.operation,
      replay: () => {
        // A client that resumes itself stays, also when another resume has replaced it meanwhile.
        if (client !== from && this.#retiring.delete(from)) {
          from.retire();
          this.#options.onAway(client, null);
        }
        this.#options.onReplay(replay);
      },
    };
  }

  /** Checks whether the close code allows a resume, and there is something to resume. */
  #canResume({ client, pending }: Member<Context>, { code, isClosing }: Departure): boolean {
    if (!meansAway(code) || isClosing || this.#options.resumeSeconds === 0) return false;
    return pending > 0 || client.keepsOutput;
  }

  /** Replaces `from` by a client that has taken over the socket of `from`. */
  #replace(from: SocketClient, member: Member<Context>): void {
    const { client } = member;
    const replaced = this.#members.get(from.resumeToken);
    member.markBack();
    // The credentials of the present socket count from now on.
    if (replaced?.admission !== undefined) this.#watch(member, replaced.admission);
    replaced?.end();
    this.#members.delete(from.resumeToken);
    this.#retiring.add(from);
    const { address } = client.socket ?? from;
    this.#options.log.info("client resumed", { connection: client.id, address });
  }

  #watch(member: Member<Context>, admission: Admission): void {
    member.watch(admission, (reason) => this.#options.onExpel(member, reason));
  }
}

function isSameUser({ principal: a }: SocketClient, { principal: b }: SocketClient): boolean {
  return a.name === b.name && a.role === b.role;
}

function mismatch(detail: string): AppError {
  return new AppError("SESSION_OWNER_MISMATCH", detail);
}
