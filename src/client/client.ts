import type {
  CallOptions,
  CommandOptions,
  SessionOptions,
  TerminalOptions,
} from "./call_options.ts";
import type { ClientState } from "./client_state.ts";
import type { PinkPageError } from "./error.ts";
import type { Jobs } from "./jobs.ts";
import type { Operation } from "./operation.ts";
import type { Session } from "./session.ts";
import type { Workflow, WorkflowOptions, WorkflowRun } from "./workflow.ts";
import type * as wire from "./wire.ts";

/** One connection to the service, kept over lost sockets. It runs one operation at a time. */
export interface Client extends AsyncDisposable {
  /** Id of the connection, as `owner.id` and `connection_id` name it. */
  readonly id: string;
  /** Welcome of the newest socket: state of session, lock and health. */
  readonly welcome: wire.Welcome;
  /** State of the connection now. */
  readonly state: ClientState;
  /** Yields {@linkcode Client.state} and each change of it. Ends with the client. */
  states(): AsyncIterable<ClientState>;
  /** Yields broadcasts from now on. A reader that is 1,000 events behind gets an error. */
  broadcasts(): AsyncIterable<wire.Broadcast>;
  /** Runs a command. The data are those of `ssh_command`. */
  command(
    server: string,
    command: string,
    options?: CommandOptions,
  ): Operation<wire.CommandComplete>;
  /** Opens a login shell. The data are those of `open_terminal`. */
  terminal(server: string, options?: TerminalOptions): Operation<wire.TerminalComplete>;
  /** Runs a configured transfer, in a session. Default name: `stub_data_transfer`. */
  transfer(name?: string, options?: CallOptions): Operation<wire.TransferComplete>;
  /** Tries a server layer by layer, login included. */
  probe(server: string, options?: CallOptions): Operation<wire.ProbeComplete>;
  /**
   * Reads the output of the operation of any client, by its `operation_id`: the kept output first,
   * then live. Cancelling ends the watching alone, `write` and `resize` do nothing. It never slows
   * the operation: for a reader that is more than 512 Ki characters behind, the oldest output is
   * dropped, and a `gap` says how much.
   */
  watch(operationId: string, options?: CallOptions): Operation<wire.WatchComplete>;
  /**
   * Takes exclusive use of servers. Rejects with 50004, 50008 or 50010, unless `wait` is set: then
   * with 50013 when the servers were not free in time.
   */
  session(options?: SessionOptions): Promise<Session>;
  /** Becomes a member of the session of another client, by its token. Ending it leaves. */
  join(sessionToken: string): Promise<Session>;
  /**
   * Ends or leaves the session that this client has, also one that it had when it was saved.
   * Rejects with 50005 or 50006 when that has another number than `leaseId`.
   */
  endSession(leaseId?: number): Promise<void>;
  /**
   * Ends the session of another client, or its wait for one, by the `lease_id`, as an
   * administrator. Default: the oldest session, else the operation that has the lock. All clients
   * are told the reason of 1 to 500 characters.
   */
  forceEndSession(reason: string, leaseId?: number): Promise<void>;
  /**
   * Asks the owner of a session to end it, by the `lease_id` of `session_status`. The owner gets
   * `session_asked` among its broadcasts, with the message of 1 to 500 characters.
   */
  askSession(leaseId: number, message?: string): Promise<void>;
  /** Jobs that the service runs by itself, and their runs. */
  readonly job: Jobs;
  /**
   * Runs the steps of a workflow one after the other, in the session that the client has, else in
   * one of its own. Its end ends the session.
   */
  workflow(workflow: Workflow, options?: WorkflowOptions): WorkflowRun;
  /**
   * Opens another connection with the same options, as a member of this client's session when it
   * has one. Closing it leaves the session.
   */
  fork(options?: { readonly signal?: AbortSignal }): Promise<Client>;
  /** Reads an HTTP endpoint of the service with the same credentials. */
  get<P extends keyof wire.HttpAnswers>(
    path: P,
    query?: wire.HttpQueries[P],
  ): Promise<wire.HttpAnswers[P]>;
  /** Operation that a resumed client still has, to be read on; null without one. */
  readonly resumed: Operation<unknown> | null;
  /**
   * Returns what another process or page needs to resume this connection with its session. It holds
   * a secret, and is valid for `RESUME_SECONDS` after the socket is lost.
   */
  save(): SavedClient;
  /**
   * Settles when the client has ended: with its error, or without one after
   * {@linkcode Client.close}. Never rejects.
   */
  readonly closed: Promise<PinkPageError | undefined>;
  /**
   * Cancels what runs, waits for its ending, ends the session and closes with 1000. While the
   * connection is away it waits for nothing.
   */
  close(): Promise<void>;
}

/** Saved state of a client: a JSON value, opaque to callers. */
export type SavedClient = { readonly version: 1 } & Record<string, unknown>;
