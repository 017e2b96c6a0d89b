import { z } from "zod";
import { JobDefinition } from "../job_definition.ts";
import { ListedRun } from "./run_records.ts";

const time = z.iso.datetime();

/** Job in a list: without its definition. */
export const ListedJob = z.strictObject({
  name: z.string().describe("Name of the job; that of the file when the file defines none."),
  source: z.string().describe("Name of the file, `built-in`, or `api` for a job sent over HTTP."),
  error: z.string().nullable().describe(
    "Faults of the file, with their lines; null without one. The last good version stays.",
  ),
  hash: z.string().nullable().describe("SHA-256 of the definition; null without one."),
  description: z.string().nullable().describe("Text for people; null without one."),
  servers: z.array(z.string()).nullable().describe(
    "Servers of a run; one asterisk means all servers. null while the job names what is not " +
      "configured.",
  ),
  cron: z.string().nullable().describe("Five fields of the schedule; null without one."),
  time_zone: z.string().nullable().describe("Time zone of the fields; null without a schedule."),
  next_fire_at: time.nullable().describe("Time of the next scheduled run; null without one."),
  last_run: ListedRun.nullable().describe("Newest run; null without one."),
  updated_at: time.nullable().describe("Time of the last change; null without a definition."),
  updated_by: z.string().nullable()
    .describe("Name of the token that changed it; null for a file and without authentication."),
});

/** Job with its definition. */
export const Job = z.strictObject({ ...ListedJob.shape, definition: JobDefinition });

/** Job in a list. */
export type ListedJob = z.output<typeof ListedJob>;

/** Job with its definition. */
export type Job = z.output<typeof Job>;
