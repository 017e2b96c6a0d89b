import type {
  Acknowledgement,
  CallOptions,
  CommandOptions,
  SessionOptions,
  TerminalOptions,
} from "./call_options.ts";
import { firstOf } from "./change.ts";
import type { Client, SavedClient } from "./client.ts";
import type { ClientState } from "./client_state.ts";
import type { Connection } from "./connection.ts";
import type { PinkPageError } from "./error.ts";
import type { Jobs, RunWatch } from "./jobs.ts";
import type { Operation } from "./operation.ts";
import { OpenJobs } from "./open_jobs.ts";
import { RunningOperation } from "./running_operation.ts";
import { type StartMessage, WINDOW } from "./start_message.ts";
import {
  askSession,
  forceEndSession,
  joinSession,
  type OwnSession,
  startSession,
} from "./own_session.ts";
import type { Session } from "./session.ts";
import { RunningWorkflow, type StepOperation } from "./running_workflow.ts";
import type { Workflow, WorkflowOptions, WorkflowRun, WorkflowStep } from "./workflow.ts";
import type * as wire from "./wire.ts";

/** Options for {@linkcode OpenClient}. */
export interface OpenClientOptions {
  /** Closes the client when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Opens another connection with the same options. */
  readonly connect: (signal?: AbortSignal) => Promise<Connection>;
  /** Operation that a saved client had. */
  readonly operation?: RunningOperation<unknown> | undefined;
}

/** Client over an open connection. */
export class OpenClient implements Client {
  /** Operation that a resumed client still has. */
  readonly resumed: Operation<unknown> | null;
  readonly job: Jobs;
  readonly #connection: Connection;
  /** Operations that have not ended, those that wait among them. */
  readonly #operations = new Set<Pick<Operation<unknown>, "cancel">>();
  readonly #reconnect: OpenClientOptions["connect"];
  #closing: Promise<void> | undefined;

  /** Creates the client of an open connection, which it closes. */
  constructor(connection: Connection, { signal, connect, operation }: OpenClientOptions) {
    this.#connection = connection;
    this.resumed = operation?.isKnown ? this.#added(operation) : null;
    this.job = new OpenJobs(connection, { onWatch: (watch) => void this.#added(watch) });
    this.#reconnect = connect;
    void firstOf([this.closed], { signal }).then(() => {
      if (signal?.aborted) void this.close();
    });
  }

  get id(): string {
    return this.#connection.identity.id;
  }

  get welcome(): wire.Welcome {
    return this.#connection.welcome;
  }

  get state(): ClientState {
    return this.#connection.state;
  }

  get closed(): Promise<PinkPageError | undefined> {
    return this.#connection.ended;
  }

  states(): AsyncIterable<ClientState> {
    return this.#connection.states.subscribe(this.state);
  }

  broadcasts(): AsyncIterable<wire.Broadcast> {
    return this.#connection.broadcasts.subscribe();
  }

  command(
    server_name: string,
    command: string,
    { signal, wait, onWait, ...data }: CommandOptions = {},
  ): Operation<wire.CommandComplete> {
    const message = {
      type: "ssh_command" as const,
      data: { window: WINDOW, ...data, server_name, command },
    };
    return this.#operate(message, { signal, wait, onWait });
  }

  terminal(
    server_name: string,
    { signal, wait, onWait, acknowledge, ...data }: TerminalOptions = {},
  ): Operation<wire.TerminalComplete> {
    const message = {
      type: "open_terminal" as const,
      data: { window: WINDOW, ...data, server_name },
    };
    return this.#operate(message, { signal, wait, onWait, acknowledge });
  }

  transfer(
    transfer_name?: string,
    options: CallOptions = {},
  ): Operation<wire.TransferComplete> {
    return this.#operate({ type: "scp_transfer", data: { transfer_name } }, options);
  }

  probe(server_name: string, options: CallOptions = {}): Operation<wire.ProbeComplete> {
    return this.#operate({ type: "probe_server", data: { server_name } }, options);
  }

  watch(operation_id: string, options: CallOptions = {}): Operation<wire.WatchComplete> {
    return this.#operate({ type: "watch_operation", data: { operation_id } }, options);
  }

  session(options?: SessionOptions): Promise<Session> {
    return startSession(this.#connection, options);
  }

  join(sessionToken: string): Promise<Session> {
    return joinSession(this.#connection, sessionToken);
  }

  async endSession(leaseId?: number): Promise<void> {
    const { identity, leases, receivers } = this.#connection;
    const isOwn = leases.isSessionOf(identity.id);
    const session = receivers.session ?? (isOwn ? await this.session() : undefined);
    await (session as OwnSession | undefined)?.end(leaseId);
  }

  forceEndSession(reason: string, lease_id?: number): Promise<void> {
    return forceEndSession(this.#connection, { reason, lease_id });
  }

  askSession(lease_id: number, message?: string): Promise<void> {
    return askSession(this.#connection, { lease_id, message });
  }

  workflow(workflow: Workflow, options: WorkflowOptions = {}): WorkflowRun {
    return new RunningWorkflow(workflow, options, {
      session: async (call) =>
        this.#connection.receivers.session as OwnSession | undefined ??
          await startSession(this.#connection, call),
      start: (step, id) => this.#startStep(step, id, options),
      resumed: this.resumed as StepOperation | null,
      newId: this.#connection.newId,
      errors: this.#connection.http.errors,
    });
  }

  async fork({ signal }: { readonly signal?: AbortSignal } = {}): Promise<Client> {
    const { sessionToken } = this.#connection.receivers;
    const connection = await this.#reconnect(signal);
    const client = new OpenClient(connection, { signal, connect: this.#reconnect });
    if (sessionToken === null) return client;
    try {
      await joinSession(connection, sessionToken);
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  get<P extends keyof wire.HttpAnswers>(
    path: P,
    query?: wire.HttpQueries[P],
  ): Promise<wire.HttpAnswers[P]> {
    return this.#connection.http.get(path, query);
  }

  save(): SavedClient {
    return { version: 1, ...this.#connection.identity, ...this.#connection.receivers.saved };
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  /** Closes the client. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { state, receivers: { session } } = this.#connection;
    if (state.name === "open") {
      const endings = [...this.#operations].map((operation) => operation.cancel());
      await Promise.race([Promise.all(endings), this.#untilLost()]);
      await Promise.race([(session as OwnSession | undefined)?.end(), this.#untilLost()]);
    }
    await this.#connection.close();
  }

  /** Resolves when the connection is not open any more. */
  async #untilLost(): Promise<void> {
    for await (const { name } of this.states()) if (name !== "open") return;
  }

  #startStep(
    step: WorkflowStep,
    request_id: string,
    { acknowledge }: WorkflowOptions,
  ): StepOperation {
    if ("transfer" in step) {
      const data = { transfer_name: step.transfer.name };
      return this.#operate({ type: "scp_transfer", request_id, data });
    }
    const { name: _, command: { server: server_name, run: command }, ...limits } = step;
    const data = { window: WINDOW, ...limits, server_name, command };
    return this.#operate({ type: "ssh_command", request_id, data }, { acknowledge });
  }

  #operate<Complete>(
    message: StartMessage,
    call: CallOptions & Acknowledgement = {},
  ): RunningOperation<Complete> {
    return this.#added(new RunningOperation<Complete>(this.#connection, message, call));
  }

  #added<Added extends RunningOperation<unknown> | RunWatch>(operation: Added): Added {
    this.#operations.add(operation);
    void (operation.ended as Promise<unknown>).then(() => this.#operations.delete(operation));
    return operation;
  }
}
