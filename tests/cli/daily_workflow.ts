import type { Workflow } from "../../src/client/mod.ts";

/** Workflow on the demo hosts. */
export const DAILY: Workflow = {
  name: "daily",
  steps: [
    {
      name: "prepare",
      command: { server: "mdwap1p", run: "prepare_data.sh" },
      stop_phrase: "DATA_READY",
    },
    { name: "copy", transfer: { name: "stub_data_transfer" } },
    { name: "process", command: { server: "mypap1d", run: "process_data.sh" } },
  ],
};
