import {
  Ack,
  Cancel,
  EndSession,
  GetLockStatus,
  Hello,
  OpenTerminal,
  Resize,
  Resume,
  ScpTransfer,
  SshCommand,
  SshInput,
  StartSession,
} from "../protocol/client_messages.ts";
import { on, type Routes } from "../router/route.ts";
import { ack } from "./ack.ts";
import { cancel } from "./cancel.ts";
import type { StubContext } from "./context.ts";
import { endSession } from "./end_session.ts";
import { getLockStatus } from "./get_lock_status.ts";
import { hello } from "./hello.ts";
import { openTerminal } from "./open_terminal.ts";
import { resize } from "./resize.ts";
import { resume } from "./resume.ts";
import { runCommand } from "./run_command.ts";
import { sshInput } from "./ssh_input.ts";
import { startSession } from "./start_session.ts";
import { transferData } from "./transfer_data.ts";

/** Every message of `/ws/v1/stub` and who handles it. */
export const stubRoutes = {
  ssh_command: on(SshCommand, runCommand),
  open_terminal: on(OpenTerminal, openTerminal),
  ssh_input: on(SshInput, sshInput),
  cancel: on(Cancel, cancel),
  resize: on(Resize, resize),
  ack: on(Ack, ack),
  resume: on(Resume, resume),
  hello: on(Hello, hello),
  start_session: on(StartSession, startSession),
  end_session: on(EndSession, endSession),
  scp_transfer: on(ScpTransfer, transferData),
  get_lock_status: on(GetLockStatus, getLockStatus),
} satisfies Routes<StubContext>;
