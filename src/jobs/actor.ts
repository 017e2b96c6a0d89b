import type { Principal } from "../domain/principal.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";

/** Person or program that acts on jobs. */
export interface Actor {
  /** Identity, and what it may do. */
  readonly principal: Principal;
  /** Address: `address:port`; null for the service itself. */
  readonly address: string | null;
  /** Id of the client; null without a WebSocket. */
  readonly clientId: string | null;
}

/** Request for a run of a job, by its name or with a definition of its own. */
export interface StartRequest {
  /** Name of the job. */
  readonly job?: string | undefined;
  /** Definition in place of a name. */
  readonly definition?: JobDefinition | undefined;
  /** `command` for a command that is detached, which needs no administrator. Default: `manual`. */
  readonly trigger?: "manual" | "command" | undefined;
  /** Command line of a detached command, for the audit trail. */
  readonly command?: string | undefined;
  /** Values of inputs, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Key that makes the start happen once in 24 h. */
  readonly idempotency_key?: string | undefined;
}
