/**
 * Client of a Pink-Page service: commands, terminals, transfers and sessions over one connection,
 * which survives lost sockets.
 *
 * @module
 */
export type {
  Acknowledgement,
  CallOptions,
  CommandOptions,
  LeaseOwner,
  SessionOptions,
  TerminalOptions,
} from "./call_options.ts";
export type { Client, SavedClient } from "./client.ts";
export type { ClientState } from "./client_state.ts";
export { connect, type ConnectOptions } from "./connect.ts";
export { type ErrorReason, type Explained, PinkPageError } from "./error.ts";
export type {
  Jobs,
  PlanJobOptions,
  RetryRunOptions,
  RunEvent,
  RunWatch,
  StartJobOptions,
  StepDecision,
  WatchRunOptions,
} from "./jobs.ts";
export type { Operation } from "./operation.ts";
export type {
  CommandStep,
  Decision,
  SavedWorkflow,
  StepState,
  TransferStep,
  Workflow,
  WorkflowOptions,
  WorkflowRun,
  WorkflowState,
  WorkflowStep,
} from "./workflow.ts";
export type { Session } from "./session.ts";
export type { WebSocketClass, WebSocketLike } from "./socket.ts";
/** Types of everything that goes over the wire. */
export type * as wire from "./wire.ts";
