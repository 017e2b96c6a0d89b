import type { ServerConfig } from "../../src/config.ts";
import { SshShells, type SshShellsOptions } from "../../src/ssh/ssh_shells.ts";
import { openStore } from "../../src/store/open_store.ts";
import type { RemoteShell } from "../../src/ssh/remote_shell.ts";
import { memoryLog } from "./memory_log.ts";
import type { Sshd } from "./sshd.ts";

/** `sshd` as a configured server, with key login. */
export function serverOf(sshd: Sshd, overrides: Partial<ServerConfig> = {}): ServerConfig {
  return {
    name: "a",
    host: sshd.host,
    port: sshd.port,
    username: sshd.user,
    keyFile: sshd.clientKeys.ed25519,
    encoding: "utf-8",
    ...overrides,
  };
}

/** Starts `command` on `server` with patience for a test. The caller disposes the shell. */
export async function startShell(
  server: ServerConfig,
  { command = "true", signal = new AbortController().signal, ...options }:
    & Partial<SshShellsOptions>
    & {
      command?: string;
      signal?: AbortSignal;
    } = {},
): Promise<RemoteShell> {
  const log = memoryLog();
  using store = openStore(":memory:", { log, historyDays: 1 });
  const policy = { mode: "tofu", knownHosts: store.knownHosts } as const;
  const shells = new SshShells({ policy, log, ...options });
  const size = { cols: 80, rows: 24 };
  return await shells.start(server, { command: new TextEncoder().encode(command), size, signal });
}

/** Runs `command` to its end: what it printed, and its exit code. */
export async function run(
  server: ServerConfig,
  options: Parameters<typeof startShell>[1] = {},
): Promise<{ output: string; exitCode: number | null }> {
  await using shell = await startShell(server, options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of shell.output) chunks.push(chunk);
  const { exitCode } = await shell.exit;
  return { output: await new Response(new Blob(chunks as BlobPart[])).text(), exitCode };
}
