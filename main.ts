import { type App, openApp } from "./src/app.ts";
import { type Config, loadConfig } from "./src/config/config.ts";
import { AppError, toAppError } from "./src/errors.ts";
import { scheduleHealth } from "./src/health/schedule.ts";
import { causes, type Log, visible } from "./src/log.ts";

/** Maximum time of the shutdown, in milliseconds. After it the process exits in any case. */
const SHUTDOWN_MS = 4_800;

/** Signals that shut the service down. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGQUIT"] as const;

if (import.meta.main) await (isServing(Deno.args) ? start() : runCommand()).catch(fail);

/** Checks whether the arguments ask for the service, as none do. */
function isServing([name = "serve", ...more]: readonly string[]): boolean {
  return name === "serve" && more.length === 0;
}

/** Runs the command of the arguments. Exits with its exit code. */
async function runCommand(): Promise<never> {
  const { runCli } = await import("./src/cli/run_cli.ts");
  Deno.exit(await runCli(Deno.args));
}

/** Opens the service, and runs it until a signal ends the process. */
async function start(): Promise<void> {
  const config = await loadConfig();
  await dropRunPermission(config);
  const stopping = new AbortController();
  // The listeners come first: a signal that arrives while the service opens waits for it.
  const { promise: opening, resolve: opened } = Promise.withResolvers<App>();
  const end = (exitCode: number) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    void opening.then((app) => shutDown(app, exitCode)).catch(fail);
  };
  // Under `deno task` Ctrl-C arrives twice: from the terminal, and forwarded by the task.
  for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, () => end(0));
  Deno.addSignalListener("SIGHUP", () => void opening.then((app) => app.reopenLog()));
  const app = await openApp(config);
  opened(app);
  endOnFault(app.log, () => end(1));
  await scheduleHealth({ sweep: app.sweepHealth, log: app.log, signal: stopping.signal });
}

/** Revokes the permission to start programs, which only the demo hosts need. */
async function dropRunPermission(config: Config): Promise<void> {
  if (!config.demo) await Deno.permissions.revoke({ name: "run" });
}

/**
 * Logs each uncaught error as 10000, and calls `end`: the state of the service is unknown, and its
 * service manager starts it again.
 */
function endOnFault(log: Log, end: () => void): void {
  const report = (event: Event, cause: unknown) => {
    event.preventDefault();
    log.error("unexpected error", { error: toAppError(cause) });
    end();
  };
  addEventListener("unhandledrejection", (event) => report(event, event.reason));
  addEventListener("error", (event) => report(event, event.error));
}

async function shutDown(app: App, exitCode: number): Promise<void> {
  setTimeout(() => {
    app.log.warn("shutdown was cut short", { after_ms: SHUTDOWN_MS });
    Deno.exit(exitCode);
  }, SHUTDOWN_MS);
  await app[Symbol.asyncDispose]();
  Deno.exit(exitCode);
}

/** Prints the reason why the service does not run, and exits with code 1. */
function fail(error: unknown): never {
  const cause = error instanceof Error ? causes(error.cause) : undefined;
  const lines = [...textOf(error).split("\n"), ...(cause === undefined ? [] : [`  ${cause}`])];
  // deno-lint-ignore no-console -- the log opens after the configuration is read
  console.error(lines.map(visible).join("\n"));
  Deno.exit(1);
}

function textOf(error: unknown): string {
  if (error instanceof AppError) return `${error.code} ${error.message}: ${error.detail}`;
  return error instanceof Error ? error.message : String(error);
}
