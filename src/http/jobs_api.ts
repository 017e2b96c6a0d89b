import type { Server } from "../domain/server.ts";
import type { Actor } from "../jobs/actor.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { idOf, pageOf } from "../protocol/rest/parameters.ts";
import type { JOB_ENDPOINTS } from "../protocol/rest/job_endpoints.ts";
import type { Api, Caller } from "./api_handlers.ts";
import { stepOutput } from "./step_output.ts";

/** Ports of the endpoints of jobs. */
export interface JobsApiPorts {
  /** Checks that the service accepts work. @throws {AppError} 10001 during the shutdown */
  readonly checkOpen: () => void;
  /** Jobs, and their runs. */
  readonly jobs: Jobs;
  /** Configured servers, with the encodings of their output. */
  readonly servers: readonly Pick<Server, "name" | "encoding">[];
}

/** Returns the handlers of the endpoints of jobs and runs. The messages of clients act likewise. */
export function jobsApi(ports: JobsApiPorts): Pick<Api, keyof typeof JOB_ENDPOINTS> {
  return { ...definitions(ports), ...runs(ports), ...acts(ports) };
}

function definitions(
  { jobs }: JobsApiPorts,
): Pick<Api, "listJobs" | "readJob" | "saveJob" | "removeJob"> {
  return {
    listJobs: (_, { principal }) => ({ items: jobs.views.list(principal), next_cursor: null }),
    readJob: ({ name }, { principal }) => jobs.views.read(name, principal),
    saveJob: ({ name, body }, caller) => {
      jobs.save(name, body, actorOf(caller));
      return jobs.views.read(name, caller.principal);
    },
    removeJob: ({ name }, caller) => {
      const job = jobs.views.read(name, caller.principal);
      jobs.remove(name, actorOf(caller));
      return job;
    },
  };
}

function runs(ports: JobsApiPorts): Pick<Api, "listRuns" | "readRun" | "readStepOutput"> {
  const { jobs } = ports;
  return {
    listRuns: ({ limit, cursor, ...filters }, { principal }) => {
      const filter = { ...filters, before: idOf(cursor), limit: limit + 1 };
      const { items, next_cursor } = pageOf(jobs.views.runs(filter, principal), limit);
      const waiting = items.map(({ id: _, ...run }) => jobs.feed.waiting(run, principal));
      return { items: waiting, next_cursor };
    },
    readRun: ({ id }, { principal }) => jobs.feed.waiting(jobs.view(id, principal).run, principal),
    readStepOutput: ({ id, path, try: no, range }, { principal }) =>
      stepOutput(jobs.view(id, principal), { ...ports, path, no, range }),
  };
}

function acts(
  { jobs, checkOpen }: JobsApiPorts,
): Pick<Api, "startRun" | "cancelRun" | "retryRun" | "decideStep"> {
  return {
    startRun: ({ name, body, "idempotency-key": idempotency_key }, caller) => {
      checkOpen();
      return jobs.start({ job: name, ...body, idempotency_key }, actorOf(caller));
    },
    cancelRun: ({ id }, caller) => jobs.cancel(id, actorOf(caller)).run,
    retryRun: ({ id, body }, caller) => {
      checkOpen();
      return jobs.retry(id, body.from_step, actorOf(caller));
    },
    decideStep: ({ id, path, body: { decision, comment = null } }, caller) =>
      jobs.decide(id, { path, decision, comment }, actorOf(caller)).run,
  };
}

function actorOf(caller: Caller): Actor {
  return { ...caller, clientId: null };
}
