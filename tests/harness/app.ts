import { type App, openApp } from "../../src/app.ts";
import { parseConfig } from "../../src/config/config.ts";
import type { Sshd } from "./sshd.ts";

/** Running service with its own database. It can be disposed twice. */
export interface TestApp extends App {
  /** Path of the SQLite file. */
  readonly databasePath: string;
  /** Returns the lines of the log so far. */
  logLines(): string[];
}

/** Returns the variables that configure `sshd` as the server `name`, with key login. */
export function serverVariables(name: string, sshd: Sshd): Record<string, string> {
  const prefix = name.toUpperCase();
  return {
    [`${prefix}_IP`]: sshd.host,
    [`${prefix}_PORT`]: String(sshd.port),
    [`${prefix}_USER`]: sshd.user,
    [`${prefix}_KEY_FILE`]: sshd.clientKeys.ed25519,
    HIWARE_PW: "unused-password",
  };
}

/** Opens the service on a free port with `variables`. */
export async function startApp(variables: Record<string, string>): Promise<TestApp> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-test-" });
  const databasePath = `${folder}/pink-page.db`;
  const logFile = `${folder}/log`;
  const app = await openApp(
    parseConfig({
      ENV: "test",
      PORT: "0",
      DATABASE_PATH: databasePath,
      LOG_FILE: logFile,
      ...variables,
    }),
  );
  let closing: Promise<void> | undefined;
  const close = async () => {
    await app[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  return {
    url: app.url,
    log: app.log,
    reopenLog: app.reopenLog,
    sweepHealth: app.sweepHealth,
    databasePath,
    logLines: () => Deno.readTextFileSync(logFile).split("\n").filter((line) => line !== ""),
    [Symbol.asyncDispose]: () => closing ??= close(),
  };
}
