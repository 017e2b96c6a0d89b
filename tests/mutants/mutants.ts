import { ACCESS_MUTANTS } from "./access.ts";
import { AUDIT_MUTANTS } from "./audit.ts";
import { CLI_MUTANTS } from "./cli.ts";
import { CLIENT_MUTANTS } from "./client.ts";
import { CONSOLE_MUTANTS } from "./console.ts";
import { COMMANDS_MUTANTS } from "./commands.ts";
import { CONFIG_MUTANTS } from "./config.ts";
import { CONNECTION_MUTANTS } from "./connection.ts";
import { DETACHED_MUTANTS } from "./detached.ts";
import { FOLLOW_MUTANTS } from "./follow.ts";
import { HTTP_MUTANTS } from "./http.ts";
import { JOBS_API_MUTANTS } from "./jobs_api.ts";
import { JOBS_MUTANTS } from "./jobs.ts";
import { JOB_WATCHING_MUTANTS } from "./job_watching.ts";
import { LIMITS_MUTANTS } from "./limits.ts";
import { LOG_MUTANTS } from "./log.ts";
import type { Mutant } from "./mutant.ts";
import { OPERATIONS_MUTANTS } from "./operations.ts";
import { PACK_MUTANTS } from "./pack.ts";
import { SOCKETS_MUTANTS } from "./sockets.ts";
import { SSH_MUTANTS } from "./ssh.ts";
import { STORE_MUTANTS } from "./store.ts";
import { TLS_MUTANTS } from "./tls.ts";
import { TRANSFER_MUTANTS } from "./transfer.ts";
import { WATCHING_MUTANTS } from "./watching.ts";

/** Listed faults, room by room. */
export const MUTANTS: readonly Mutant[] = [
  ...ACCESS_MUTANTS,
  ...AUDIT_MUTANTS,
  ...CLI_MUTANTS,
  ...CLIENT_MUTANTS,
  ...CONSOLE_MUTANTS,
  ...COMMANDS_MUTANTS,
  ...CONFIG_MUTANTS,
  ...DETACHED_MUTANTS,
  ...FOLLOW_MUTANTS,
  ...JOBS_MUTANTS,
  ...JOB_WATCHING_MUTANTS,
  ...LIMITS_MUTANTS,
  ...LOG_MUTANTS,
  ...HTTP_MUTANTS,
  ...JOBS_API_MUTANTS,
  ...CONNECTION_MUTANTS,
  ...OPERATIONS_MUTANTS,
  ...PACK_MUTANTS,
  ...SSH_MUTANTS,
  ...SOCKETS_MUTANTS,
  ...STORE_MUTANTS,
  ...TLS_MUTANTS,
  ...TRANSFER_MUTANTS,
  ...WATCHING_MUTANTS,
];
