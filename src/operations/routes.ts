import {
  Cancel,
  type ClientMessage,
  OpenTerminal,
  ProbeServer,
  Resize,
  ScpTransfer,
  SshCommand,
  SshInput,
  WatchOperation,
} from "../protocol/client_messages.ts";
import { CancelRun, DecideStep, RetryRun, StartJob, WatchRun } from "../protocol/job_messages.ts";
import {
  Ack,
  AskSession,
  EndSession,
  ForceEndSession,
  GetLockStatus,
  Hello,
  JoinSession,
  Resume,
  StartSession,
} from "../protocol/session_messages.ts";
import { on, type Route } from "../router/route.ts";
import { askSession } from "./ask_session.ts";
import { ack, hello, resume } from "./client_handlers.ts";
import { forceEndSession } from "./force_end_session.ts";
import { cancelRun, decideStep, retryRun, startJob } from "./job_handlers.ts";
import { openTerminal } from "./open_terminal.ts";
import { probeServer } from "./probe_server.ts";
import { runCommand } from "./run_command.ts";
import { cancel, resize, sshInput } from "./running_handlers.ts";
import type { OperationContext } from "./service.ts";
import { endSession, getLockStatus, joinSession } from "./session_handlers.ts";
import { startSession } from "./start_session.ts";
import { transferFiles } from "./transfer_files.ts";
import { watchOperation } from "./watch_operation.ts";
import { watchRun } from "./watch_run.ts";

/** Handlers of all messages of `/ws/v1/stub`. */
export const operationRoutes = {
  ssh_command: on(SshCommand, runCommand),
  open_terminal: on(OpenTerminal, openTerminal),
  scp_transfer: on(ScpTransfer, transferFiles),
  probe_server: on(ProbeServer, probeServer),
  watch_operation: on(WatchOperation, watchOperation),
  start_job: on(StartJob, startJob),
  watch_run: on(WatchRun, watchRun),
  cancel_run: on(CancelRun, cancelRun),
  retry_run: on(RetryRun, retryRun),
  decide_step: on(DecideStep, decideStep),
  ssh_input: on(SshInput, sshInput),
  resize: on(Resize, resize),
  cancel: on(Cancel, cancel),
  start_session: on(StartSession, startSession),
  join_session: on(JoinSession, joinSession),
  end_session: on(EndSession, endSession),
  ask_session: on(AskSession, askSession),
  force_end_session: on(ForceEndSession, forceEndSession),
  get_lock_status: on(GetLockStatus, getLockStatus),
  hello: on(Hello, hello),
  ack: on(Ack, ack),
  resume: on(Resume, resume),
} satisfies { readonly [Type in ClientMessage["type"]]: Route<Type, OperationContext> };
