import { copyProject } from "./project_copy.ts";
import { EQUIVALENT } from "./equivalent.ts";
import { filesOf, type PureRoom } from "./pure_rooms.ts";

/**
 * Version of StrykerJS, which generates the faults. Deno downloads StrykerJS when the task runs.
 */
const STRYKER = "npm:@stryker-mutator/core@9.6.1/stryker";

const COMMAND = "deno run -A --no-check tests/mutants/stryker_command.ts";

/** Returns a shell command that succeeds for a fault that is left out of the sample. */
function isLeftOut(oneOf: number): string {
  return `[ $((\${__STRYKER_ACTIVE_MUTANT__:-0} % ${oneOf})) -ne 0 ]`;
}

/** Fault that StrykerJS generated, with its result. */
export interface GeneratedFault {
  /** Path of the changed file, from the root of the project. */
  readonly file: string;
  /** Number of its line. */
  readonly line: number;
  /** Text that was replaced. */
  readonly text: string;
  /** Text that took its place. */
  readonly replacement: string;
  /** Whether a test failed, or did not end. */
  readonly isNoticed: boolean;
}

/** Options for {@linkcode tryGenerated}. */
export interface GeneratedOptions {
  /** Size of the sample: one fault of `oneOf` is tried, the same ones each time. */
  readonly oneOf: number;
}

/**
 * Generates faults in the files of `rooms` with StrykerJS, and runs their tests. Equivalent
 * survivors are left out.
 */
export async function tryGenerated(
  rooms: readonly PureRoom[],
  { oneOf }: GeneratedOptions,
): Promise<GeneratedFault[]> {
  await using project = await copyProject();
  await Deno.writeTextFile(
    `${project.path}/stryker.conf.json`,
    JSON.stringify({
      testRunner: "command",
      commandRunner: { command: `${isLeftOut(oneOf)} || ${COMMAND}` },
      coverageAnalysis: "off",
      mutate: await filesOf(rooms, project.path),
      plugins: ["./tests/mutants/stryker_prose.ts"],
      ignorers: ["prose"],
      reporters: ["json", "progress-append-only"],
      jsonReporter: { fileName: "report.json" },
      concurrency: 2,
      timeoutMS: 200_000,
      disableTypeChecks: false,
      allowEmpty: true,
    }),
  );
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-config", STRYKER, "run"],
    cwd: project.path,
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("StrykerJS has failed: see its output above");
  return faultsOf(JSON.parse(await Deno.readTextFile(`${project.path}/report.json`)), oneOf)
    .filter((fault) => fault.isNoticed || !isEquivalent(fault));
}

/** Part of the report of StrykerJS (mutation-testing-report-schema 2). */
interface Report {
  readonly files: Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>;
}

interface Mutant {
  readonly id: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function faultsOf({ files }: Report, oneOf: number): GeneratedFault[] {
  const wasTried = ({ id, status }: Mutant) =>
    Number(id) % oneOf === 0 && /^(Killed|Timeout|Survived)$/.test(status);
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.filter(wasTried).map((mutant) => ({
      file,
      line: mutant.location.start.line,
      text: textAt(source, mutant.location),
      replacement: mutant.replacement ?? "",
      isNoticed: mutant.status !== "Survived",
    }))
  );
}

function textAt(source: string, { start, end }: Mutant["location"]): string {
  const lines = source.split("\n");
  const index = ({ line, column }: Position) =>
    lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
  return source.slice(index(start), index(end));
}

function isEquivalent({ file, text, replacement }: GeneratedFault): boolean {
  return EQUIVALENT.some((row) =>
    row.file === file && row.text === text && row.replacement === replacement
  );
}
