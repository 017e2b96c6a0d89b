import { assertEquals } from "@std/assert";
import type { Workflow } from "../../src/client/mod.ts";
import {
  fileText,
  readFile,
  readWorkflow,
} from "../../src/console/views/workflow/workflow_file.ts";

const COMMAND = { name: "준비", command: { server: "mdwap1p", run: "prepare_data.sh" } };
const WORKFLOW: Workflow = {
  name: "Daily load",
  steps: [
    { ...COMMAND, stop_phrase: "DATA_READY", timeout_seconds: 90, idle_timeout_seconds: 0.5 },
    { name: "copy", transfer: { name: "stub_data_transfer" } },
    COMMAND,
  ],
};

function faultsOf(value: unknown): string[] {
  return readWorkflow(value).faults.map(({ path, kind }) => `${path}: ${kind}`);
}

Deno.test("workflow file: is read as it was written", () => {
  const text = fileText(WORKFLOW);
  assertEquals(readFile(text).workflow, WORKFLOW);
  assertEquals(fileText(readFile(text).workflow as Workflow), text);
});

Deno.test("workflow file: has no field that the command line does not know", () => {
  const edited = { ...WORKFLOW, steps: [{ ...COMMAND, key: 3 }] };
  assertEquals(JSON.parse(fileText(edited)), { name: "Daily load", steps: [COMMAND] });
});

Deno.test("readFile: names a file that is no JSON", () => {
  assertEquals(readFile("{").faults, [{ path: "", kind: "json" }]);
});

Deno.test("readWorkflow: names the place of every fault", () => {
  assertEquals(faultsOf(null), [": object"]);
  assertEquals(faultsOf({}), ["name: text", "steps: steps"]);
  assertEquals(faultsOf({ name: "x".repeat(65), steps: [] }), ["name: text", "steps: steps"]);
  const steps = [
    { name: "", command: { server: "a" } },
    { name: "b", transfer: {}, stop_phrase: "c" },
    { name: "d" },
    { ...COMMAND, stop_phrase: "", timeout_seconds: 0, idle_timeout_seconds: "1", retry: 1 },
    [],
  ];
  assertEquals(faultsOf({ name: "a", steps, lease: {} }), [
    "lease: unknown",
    "steps[0].name: text",
    "steps[0].command.run: text",
    "steps[1].stop_phrase: unknown",
    "steps[1].transfer.name: text",
    "steps[2]: step",
    "steps[3].retry: unknown",
    "steps[3].stop_phrase: text",
    "steps[3].timeout_seconds: seconds",
    "steps[3].idle_timeout_seconds: seconds",
    "steps[4]: object",
  ]);
});
