import { type Command, InvalidArgumentError, Option } from "commander";
import { addCommonOptions, defineCommand, type Run } from "./define_command.ts";
import { KINDS } from "./operation_row.ts";

/** Lengths of the units of `--since`, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** Maximum number of operations in an answer. */
const MAX_LIMIT = 500;

/** Adds the commands that read from the service. */
export function addReadingCommands(program: Command, run: Run): void {
  addStatus(program, run);
  addWatch(program, run);
  addHistory(program, run);
  addServers(program, run);
  addErrors(program, run);
}

function addStatus(program: Command, run: Run): void {
  const command = defineCommand(program, "status", {
    purpose: "Prints who has exclusive use since when, and what runs.",
    examples: ["status"],
  });
  addCommonOptions(command).action((options: object) =>
    run(async (io) => {
      const { statusCommand } = await import("./status_command.ts");
      return await statusCommand(io, options);
    })
  );
}

function addWatch(program: Command, run: Run): void {
  const command = defineCommand(program, "watch [id]", {
    purpose: "Prints the output of an operation of any client, what is kept of it first. " +
      "Default: the one that runs. Ends with 1 when it did not complete.",
    examples: ["watch"],
  });
  addCommonOptions(command).action((id: string | undefined, options: object) =>
    run(async (io) => {
      const { watchCommand } = await import("./watch_command.ts");
      return await watchCommand(io, { ...options, ...(id === undefined ? {} : { id }) });
    })
  );
}

function addHistory(program: Command, run: Run): void {
  const command = defineCommand(program, "history [id]", {
    purpose: "Prints the operations that ran, the newest first, or one of them. " +
      "Ends with 1 when there is none.",
    examples: ["history --server mdwap1p --since 24h", "history --kind transfer --ending error"],
  })
    .option("--server <name>", "those on a server")
    .addOption(new Option("--kind <kind>", "those of a kind").choices(Object.values(KINDS)))
    .addOption(
      new Option("--ending <ending>", "those with an ending")
        .choices(["complete", "error", "cancelled", "interrupted"]),
    )
    .option("--since <time>", "since a time like 2026-01-31T09:00:00Z, or 30m, 24h, 7d", timeOf)
    .option("--limit <number>", `at most so many, up to ${MAX_LIMIT}; default: 50`, limitOf)
    .option("--output", "print the kept output of the operation <id>");
  addCommonOptions(command).action((id: string | undefined, { kind, ...options }: HistoryWords) =>
    run(async (io) => {
      const { historyCommand } = await import("./history_command.ts");
      const [wireKind] = Object.entries(KINDS).find(([, word]) => word === kind) ?? [];
      const found = {
        ...(id && { id }),
        ...(wireKind && { kind: wireKind as keyof typeof KINDS }),
      };
      return await historyCommand(io, { ...options, ...found });
    })
  );
}

/** Options of `history` as they are parsed. */
interface HistoryWords {
  readonly kind?: string;
}

function addServers(program: Command, run: Run): void {
  const command = defineCommand(program, "servers [name]", {
    purpose: "Prints the servers with their health. Ends with 1 when one is down.",
    examples: ["servers", "servers mdwap1p --test"],
  })
    .option("--watch", "print each check from now on")
    .addOption(
      new Option("--test", "try each layer now, up to the login; ends with 1 when one fails")
        .conflicts("watch"),
    );
  addCommonOptions(command).action((name: string | undefined, options: object) =>
    run(async (io) => {
      const { serversCommand } = await import("./servers_command.ts");
      return await serversCommand(io, { ...options, ...(name === undefined ? {} : { name }) });
    })
  );
}

function addErrors(program: Command, run: Run): void {
  defineCommand(program, "errors [code]", {
    purpose: "Prints the error codes with meaning and next step, in English or Korean by LANG.",
    examples: ["errors 20002"],
  })
    .option("--json", "print JSON: one event or record a line")
    .action((code: string | undefined, options: object) =>
      run(async (io) => {
        const { errorsCommand } = await import("./errors_command.ts");
        return await errorsCommand(io, { ...options, ...(code === undefined ? {} : { code }) });
      })
    );
}

/** Parses a time, or a time span before now. @throws {InvalidArgumentError} when it is none */
function timeOf(text: string): string {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = count === undefined
    ? Date.parse(text)
    : Date.now() - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isFinite(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError("Take a time like 2026-01-31T09:00:00Z, or 30m, 24h, 7d.");
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InvalidArgumentError(`Take a whole number from 1 to ${MAX_LIMIT}.`);
}
