import { orAborted } from "../../src/async/or_aborted.ts";
import type { RemoteFiles } from "../../src/domain/files.ts";
import type { Server } from "../../src/domain/server.ts";
import { AppError, Cancelled } from "../../src/errors.ts";
import { openFiles } from "../../src/ssh/files/open_files.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { inTime } from "../harness/in_time.ts";
import { FORGETFUL, openShell, startShell } from "../harness/shells.ts";
import type { Random } from "../output/random.ts";

/** Time for an operation, in milliseconds; the sum of its deadlines is shorter. */
const LIMIT_MS = 60_000;
/** Time for a login and for each channel, in milliseconds. */
const DEADLINE_MS = 3_000;
/** Time that a server may owe an answer, in milliseconds. */
const SILENCE_MS = 1_000;
/** Time after which a command or a terminal is stopped, in milliseconds. */
const STOP_MS = 500;
const POLICY = { mode: "tofu", knownHosts: FORGETFUL } as const;

/**
 * Returns the code of the failure of `work`: 0 for none, 1 for a cancelled one.
 *
 * @throws {Error} when it is late, or ends with another error than those of the catalogue
 */
export async function codeOf(work: Promise<unknown>, what: string): Promise<number> {
  try {
    await inTime(work, what, { limitMs: LIMIT_MS });
    return 0;
  } catch (cause) {
    if (cause instanceof Cancelled) return 1;
    if (cause instanceof AppError && cause.kind !== "INTERNAL_ERROR") return cause.code;
    const reason = cause instanceof Error ? cause.stack : cause;
    throw new Error(`${what} ended with ${reason}`, { cause });
  }
}

/** Logs in and disconnects. */
export async function logIn(server: Server): Promise<void> {
  const { signal } = new AbortController();
  const deadlineMs = 300;
  await using _ = await SshConnection.open(server, { policy: POLICY, signal, deadlineMs });
}

/** Runs a command or a login shell, which is stopped when it takes too long. */
export async function useShell(server: Server, random: Random): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const options = { signal, deadlineMs: DEADLINE_MS, policy: POLICY };
  const timer = setTimeout(() => stopping.abort(new Cancelled("stopped")), DEADLINE_MS + STOP_MS);
  try {
    await using shell = random.chance(70)
      ? await startShell(server, { ...options, command: "echo hi; exit 3" })
      : await openShell(server, options);
    for await (const _ of shell.login);
    shell.resize({ cols: 9, rows: 9 });
    shell.write(new TextEncoder().encode("exit\r"));
    const stop = setTimeout(() => stopping.abort(new Cancelled("stopped")), STOP_MS);
    try {
      for await (const _ of shell.output);
      await orAborted(signal, shell.exit);
    } finally {
      clearTimeout(stop);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Uses the files of a server, one call after the other. Returns the codes of their failures. */
export async function useFiles(
  server: Server,
  { home, random }: { home: string; random: Random },
): Promise<number[]> {
  const { signal } = new AbortController();
  const options = { policy: POLICY, signal, deadlineMs: DEADLINE_MS, silenceMs: SILENCE_MS };
  const opening = openFiles(server, options);
  const code = await codeOf(opening, "openFiles");
  if (code !== 0) return [code];
  await using connection = await opening;
  const files = connection.files(signal);
  const folder = `${home}/${crypto.randomUUID()}`;
  const codes: number[] = [];
  for (const [name, call] of Object.entries(callsOf(files, { folder, random }))) {
    codes.push(await codeOf(call(), `${files.way} ${name}`));
  }
  // A checksum may take any time, and ends with its signal.
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(new Cancelled("stopped")), DEADLINE_MS);
  const summed = connection.files(stopping.signal);
  if (summed.hasChecksum) codes.push(await codeOf(summed.sha256(`${folder}/x`), "sha256"));
  clearTimeout(timer);
  return codes;
}

/** Returns calls of each method, in an order in which an honest server answers all of them. */
function callsOf(
  files: RemoteFiles,
  { folder, random }: { folder: string; random: Random },
): Record<string, () => Promise<unknown>> {
  const path = `${folder}/file`;
  const attributes = { mode: 0o640, modifiedSeconds: 2 ** 33 };
  return {
    makeFolder: () => files.makeFolder(folder),
    create: async () => {
      const writer = await files.create(path);
      await Promise.all([1, 2, 3].map(() => writer.write(new Uint8Array(20_000))));
      await writer.finish(attributes);
    },
    stat: () => files.stat(path),
    list: () => files.list(folder),
    realPath: () => files.realPath(folder),
    exactTimes: () => files.exactTimes([path]),
    requireReadable: () => files.requireReadable(path),
    open: async () => {
      const reader = await files.open(path);
      await Promise.all([1, 2, 3, 4].map(() => reader.read(random.of([10, 30_000]))));
      reader.close();
    },
    volume: () => files.volume(folder),
    rename: () => files.rename(path, `${folder}/other`),
    remove: () => files.remove(`${folder}/other`),
    setAttributes: () => files.setAttributes(folder, attributes),
    setMode: () => files.setMode(folder, 0o700),
    removeEmptyFolder: () => files.removeEmptyFolder(folder),
  };
}
