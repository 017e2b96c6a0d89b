import { assertEquals } from "@std/assert";
import { readDefinition, readDefinitionText } from "../../src/jobs/read_definition.ts";
import { parseJsonc } from "../../src/jobs/parse_jsonc.ts";
import { DAILY } from "../cli/daily_workflow.ts";

const STEP = { name: "a", command: { server: "mdwap1p", run: "true" } };

function errorOf(text: string): string | undefined {
  const read = readDefinitionText(text);
  return "error" in read ? read.error : undefined;
}

function faultsOf(value: unknown): string[] {
  return (readDefinition(value).faults ?? []).map(({ field, message }) => `${field}: ${message}`);
}

Deno.test("readDefinition: a workflow file is a job without a schedule", () => {
  const { job, faults } = readDefinition(JSON.parse(JSON.stringify(DAILY)));
  assertEquals(faults, undefined);
  assertEquals(job?.steps.length, DAILY.steps.length);
  assertEquals(job?.schedule, undefined);
});

Deno.test("readDefinitionText: takes comments and commas at the ends of lists", () => {
  const text = `// nightly\n{ "name": "n", /* one step */ "steps": [${JSON.stringify(STEP)},], }`;
  assertEquals(errorOf(text), undefined);
});

Deno.test("readDefinitionText: names line and path of each fault", () => {
  const text = `{
  "name": "",
  "steps": [
    { "name": "a",
      "command": { "server": "mdwap1p" }, "stop_phrase": "" },
    { "name": "b", "transfer": {}, "stop": 1 }
  ]
}`;
  assertEquals(
    errorOf(text),
    [
      "line 2, name: Too small: expected string to have >=1 characters",
      "line 5, steps.0.command.run: is missing",
      "line 5, steps.0.stop_phrase: Too small: expected string to have >=1 characters",
      "line 6, steps.1.transfer.name: is missing",
      "line 6, steps.1.stop: Not known here",
    ].join("; "),
  );
});

Deno.test("readDefinitionText: names the line of a fault in the JSON", () => {
  assertEquals(
    errorOf('{\n  "name": "a"\n  "steps": []\n}'),
    'line 3: expected ,, found "\\"steps\\""',
  );
  assertEquals(errorOf("{\n"), 'line 2: expected a name in "…" or }, found the end');
  assertEquals(errorOf('{"a": tru}'), 'line 1: expected a value, found "tru"');
  assertEquals(errorOf("[".repeat(100)), "line 1: is too deep");
});

Deno.test("parseJsonc: keeps values as JSON.parse reads them, and a field called __proto__", () => {
  const text = '{"a": [1, -2.5e3, "\\u00e9 // no comment", null, true], "b": {"__proto__": 1}}';
  assertEquals(parseJsonc(text).value, JSON.parse(text));
  assertEquals(Object.keys((parseJsonc(text).value as { b: object }).b), ["__proto__"]);
});

Deno.test("readDefinition: placeholders stand in variables and reasons, for inputs alone", () => {
  const env = (text: string) => ({ ...STEP, command: { ...STEP.command, env: { DAY: text } } });
  const inputs = { day: { default: "{{today}}" } };
  assertEquals(faultsOf({ name: "a", inputs, steps: [env("{{inputs.day}}-{{today}}")] }), []);
  assertEquals(faultsOf({ name: "a", inputs, steps: [env("{{inputs.hour}}")] }), [
    "steps.0.command.env.DAY: {{inputs.hour}} stands for nothing",
  ]);
  assertEquals(faultsOf({ name: "a", inputs: { b: { default: "{{inputs.b}}" } }, steps: [STEP] }), [
    "inputs.b.default: {{inputs.b}} stands for nothing",
  ]);
  const literal = { ...STEP, command: { ...STEP.command, run: "docker ps --format '{{.ID}}'" } };
  assertEquals(faultsOf({ name: "a", steps: [literal] }), []);
});

Deno.test("readDefinition: refuses what could never work", () => {
  const schedule = { cron: "30 2 * * *" };
  assertEquals(faultsOf({ name: "a", inputs: { day: {} }, schedule, steps: [STEP] }), [
    "inputs.day: Has no default, which a scheduled run needs",
  ]);
  assertEquals(faultsOf({ name: "a", steps: [{ name: "b", approval: {} }] }), [
    "steps: Needs a command or a transfer",
  ]);
  assertEquals(faultsOf({ name: "a", steps: [{ ...STEP, on_unknown: "retry" }] }), [
    "steps.0.on_unknown: retry needs idempotent: true",
  ]);
  assertEquals(faultsOf({ name: "a", schedule: { cron: "0 30 2 * * *" }, steps: [STEP] }), [
    "schedule.cron: Not five fields like 30 2 * * *",
  ]);
  assertEquals(faultsOf({ name: "a", schedule: { cron: "0 0 31 2 *" }, steps: [STEP] }), [
    "schedule.cron: Never fires",
  ]);
  assertEquals(faultsOf({ name: "a", inputs: { day: { pattern: "(" } }, steps: [STEP] }), [
    "inputs.day.pattern: Not a regular expression",
  ]);
});
