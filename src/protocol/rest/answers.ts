import { z } from "zod";
import { CatalogueEntry, ErrorCode } from "../catalogue/catalogue.ts";
import { Owner } from "../owner.ts";
import { ServerHealthStatus } from "../server_health.ts";
import { ActiveLease } from "../session_events.ts";
import { ListedJob } from "./job_records.ts";
import {
  Audit,
  HealthPoint,
  HealthSample,
  HealthTransition,
  Lease,
  Operation,
  Server,
  Transfer,
} from "./records.ts";
import { WaitingRun } from "./run_records.ts";

/** Defines a list, or one page of a list. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next_cursor: z.string().nullable().describe("Cursor of the next page; null on the last page."),
  });
}

const lockOwner = z.uuid().nullable().describe("Id of the client's connection.");

const away = z.boolean().describe("Whether the owner's connection was lost and can be resumed.");

/** Answer of `/healthz`. */
export const Alive = z.strictObject({ status: z.literal("ok") });

/** Answer of `/readyz`. */
export const Ready = z.strictObject({ status: z.literal("ready") });

/** List of the configured servers. */
export const ServerList = listOf(Server);

/** Health of a server, with its probes and changes of verdict. */
export const ServerHealthHistory = z.strictObject({
  server_name: z.string(),
  status: ServerHealthStatus,
  samples: z.array(HealthSample).describe("Newest first; empty with `points`."),
  transitions: z.array(HealthTransition)
    .describe("Newest first; with `points`, at most 500 of the last 24 hours."),
  points: z.array(HealthPoint).optional()
    .describe("With `points` alone: the intervals of the last 24 hours, oldest first."),
});

/** Page of operations. */
export const OperationList = listOf(Operation);

/** Page of the audit trail. */
export const AuditList = listOf(Audit);

/** Sessions and lock with their owners, and the latest sessions and locks. */
export const SessionState = z.strictObject({
  session: z.strictObject({
    active: z.boolean(),
    owner: lockOwner,
    away,
  }),
  lock: z.strictObject({ locked: z.boolean(), lock_owner: lockOwner, away }),
  owner: Owner.describe("Owner of the oldest session, else of the lock."),
  leases: z.array(ActiveLease).describe("Sessions on servers that the token sees, oldest first."),
  recent: z.array(Lease).describe("Sessions, locks and leases of runs, newest first."),
});

/** List of the jobs. */
export const JobList = listOf(ListedJob);

/** Page of runs. */
export const RunList = listOf(WaitingRun);

/** List of the configured transfers. */
export const TransferList = listOf(Transfer);

/** List of all errors of the service. */
export const ErrorCatalogue = listOf(CatalogueEntry);

/** Answer with a status of 400 and above. */
export const ErrorAnswer = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({
    code: ErrorCode,
    message: z.string().describe("Fixed text of the code."),
    detail: z.string().optional(),
    validation_errors: z.array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional().describe("Wrong and missing parameters, for 12000 and 12002."),
  }),
  path: z.string(),
});
