import type { KnownHosts } from "../../src/domain/known_hosts.ts";
import type { Server } from "../../src/domain/server.ts";
import { SshShells, type SshShellsOptions } from "../../src/ssh/ssh_shells.ts";
import type { HostKeyPolicy } from "../../src/ssh/host_keys.ts";
import type { RemoteShell, StopLimits } from "../../src/ssh/remote_shell.ts";
import { memoryLog } from "./memory_log.ts";
import type { Sshd } from "./sshd.ts";

/** Limits that no machine is too slow for. */
export const PATIENT: StopLimits = { findGroupMs: 60_000, endGroupMs: 60_000 };

/** Returns the configuration of `sshd` as a server, with key login. */
export function serverOf(sshd: Sshd, overrides: Partial<Server> = {}): Server {
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

/** Options for starting a shell. */
export interface StartOptions extends Partial<SshShellsOptions> {
  /** Cancels the start. Default: never. */
  readonly signal?: AbortSignal;
}

/** Starts `command` on `server`. The caller disposes the shell. */
export async function startShell(
  server: Server,
  { command = "true", signal = never(), ...options }: StartOptions & { command?: string } = {},
): Promise<RemoteShell> {
  const size = { cols: 80, rows: 24 };
  const bytes = new TextEncoder().encode(command);
  // The shell outlives `shells`; its connection ends with the shell.
  await using shells = makeShells(options);
  return await shells.start(server, { command: bytes, size, signal });
}

/** Opens a login shell on `server`. The caller disposes the shell. */
export async function openShell(
  server: Server,
  { signal = never(), ...options }: StartOptions = {},
): Promise<RemoteShell> {
  const size = { cols: 132, rows: 43 };
  await using shells = makeShells(options);
  return await shells.open(server, { size, term: "vt220", signal });
}

/** Returns the output of `shell` up to its end. */
export async function readAll(shell: RemoteShell): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of shell.output) chunks.push(chunk);
  return await new Response(new Blob(chunks as BlobPart[])).text();
}

/** Runs `command` to its end, and returns its output and exit code. */
export async function run(
  server: Server,
  options: StartOptions & { command?: string } = {},
): Promise<{ output: string; exitCode: number | null }> {
  await using shell = await startShell(server, options);
  const output = await readAll(shell);
  return { output, exitCode: (await shell.exit).exitCode };
}

/** Known hosts that remember no key. */
export const FORGETFUL: KnownHosts = {
  fingerprintOf: () => undefined,
  remember: () => {},
  typeOf: () => undefined,
  rememberType: () => {},
};

/** Policy that trusts the key of each connection. */
const TOFU: HostKeyPolicy = {
  mode: "tofu",
  knownHosts: FORGETFUL,
};

/** Creates the shells of the service, for tests of several shells. The caller disposes them. */
export function makeShells(options: Partial<SshShellsOptions> = {}): SshShells {
  return new SshShells({ policy: TOFU, log: memoryLog(), ...options });
}

function never(): AbortSignal {
  return new AbortController().signal;
}
