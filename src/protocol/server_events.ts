import { z } from "zod";
import { OperationEnded, OperationStarted } from "./followed_events.ts";
import { RunOutput, RunPlan, RunStarted, RunStatus, StepStatus } from "./job_events.ts";
import {
  CancelledEvent,
  Complete,
  ErrorEvent,
  Gap,
  Output,
  Status,
  TransferProgress,
  Watching,
} from "./operation_events.ts";
import {
  SessionAsked,
  SessionEnded,
  SessionJoined,
  SessionQueued,
  SessionStarted,
  SessionStatus,
} from "./session_events.ts";
import { HelloEvent, LockStatus, Resumed, ServerHealth, Welcome } from "./state_events.ts";

/** Every event of the service. */
export const ServerEventSchema = z.union([
  Welcome,
  Status,
  Output,
  Gap,
  TransferProgress,
  Watching,
  Complete,
  CancelledEvent,
  ErrorEvent,
  Resumed,
  HelloEvent,
  SessionQueued,
  SessionStarted,
  SessionAsked,
  SessionJoined,
  SessionEnded,
  SessionStatus,
  LockStatus,
  ServerHealth,
  OperationStarted,
  OperationEnded,
  RunStarted,
  RunPlan,
  RunStatus,
  StepStatus,
  RunOutput,
]);

/** Event of the service. */
export type ServerEvent = z.output<typeof ServerEventSchema>;

/** Event of the given type. */
export type EventOf<Type extends ServerEvent["type"]> = Extract<ServerEvent, { type: Type }>;
