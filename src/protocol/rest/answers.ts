import { z } from "zod";
import { CatalogueEntry, ErrorCode } from "../catalogue/catalogue.ts";
import { Owner } from "../owner.ts";
import { ServerHealthStatus } from "../server_health.ts";
import { HealthSample, HealthTransition, Lease, Operation, Server, Transfer } from "./records.ts";

/** A list, or one page of it. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next_cursor: z.string().nullable().describe("Asks for the next page; null on the last one."),
  });
}

const lockOwner = z.uuid().nullable().describe("Id of the connection.");

const away = z.boolean().describe("true: the owner's connection was lost and may be resumed.");

/** Of `/healthz`. */
export const Alive = z.strictObject({ status: z.literal("ok") });

/** Of `/readyz`. */
export const Ready = z.strictObject({ status: z.literal("ready") });

/** Every configured server. */
export const ServerList = listOf(Server);

/** How a server has been. */
export const ServerHealthHistory = z.strictObject({
  server_name: z.string(),
  status: ServerHealthStatus,
  samples: z.array(HealthSample).describe("The newest first."),
  transitions: z.array(HealthTransition).describe("The newest first."),
});

/** A page of operations. */
export const OperationList = listOf(Operation);

/** Who holds session and lock, and who did. */
export const SessionState = z.strictObject({
  session: z.strictObject({
    active: z.boolean(),
    owner: lockOwner,
    away,
  }),
  lock: z.strictObject({ locked: z.boolean(), lock_owner: lockOwner, away }),
  owner: Owner.describe("Owner of the session or the lock."),
  recent: z.array(Lease).describe("Sessions and locks, the newest first."),
});

/** Every configured transfer. */
export const TransferList = listOf(Transfer);

/** Every error of the service. */
export const ErrorCatalogue = listOf(CatalogueEntry);

/** Every answer with a status of 400 and above. */
export const ErrorAnswer = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({
    code: ErrorCode,
    message: z.string().describe("The fixed text of the code."),
    detail: z.string().optional(),
    validation_errors: z.array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional().describe("Of 12000 and 12002: every parameter that is wrong or missing."),
  }),
  path: z.string(),
});
