import { JobDefinition } from "../protocol/job_definition.ts";

/** Job of the built-in hosts: data is prepared, copied and processed. */
export const DEMO_JOB: JobDefinition = JobDefinition.parse({
  name: "stub_data",
  description: "Prepares data on mdwap1p, copies it to mypap1d, and processes it there.",
  inputs: {
    pause: {
      description: "Seconds between two lines of the preparation.",
      pattern: "\\d{1,2}(\\.\\d)?",
      default: "1",
    },
  },
  steps: [
    {
      name: "prepare",
      command: { server: "mdwap1p", run: "prepare_data.sh", env: { PAUSE: "{{inputs.pause}}" } },
      stop_phrase: "DATA_READY",
    },
    { name: "copy", transfer: { name: "stub_data_transfer" } },
    {
      name: "process",
      command: { server: "mypap1d", run: "process_data.sh" },
      stop_phrase: "PROCESS_COMPLETE",
    },
  ],
});
