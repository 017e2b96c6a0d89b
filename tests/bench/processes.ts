import { serverVariables } from "../harness/app.ts";
import type { Sshd } from "../harness/sshd.ts";
import type { Service } from "./client.ts";
import type { RelayLogin } from "./relay.ts";

/** Service in its own process. Disposing it ends the process. It can be disposed twice. */
export interface ServiceProcess extends Service, AsyncDisposable {
  readonly pid: number;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/** Name of the server of the service. */
export const SERVER_NAME = "bench";

/** Returns the variables for a service with the server `sshd` and without a command lock. */
export function oneServer(sshd: Sshd): Record<string, string> {
  return { ...serverVariables(SERVER_NAME, sshd), ...UNLIMITED, COMMAND_LOCK: "off" };
}

/** Limits that the rows do not reach: relays have none. */
const UNLIMITED = {
  MAX_OPERATIONS: "1000",
  MAX_OPERATIONS_PER_SERVER: "1000",
  MAX_SSH_CONNECTIONS_PER_SERVER: "1000",
} as const;

/**
 * Starts the service as `deno task start` does, with its files in `folder`. `entry` replaces
 * `main.ts`.
 */
export async function startService(
  variables: Record<string, string>,
  { folder, entry = "main.ts" }: { folder: string; entry?: string },
): Promise<ServiceProcess> {
  const { said, ...process } = await startDeno({
    args: [...await startFlags(), `${ROOT}${entry}`],
    folder,
    variables: {
      ENV: "test",
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_PATH: `${folder}/pink-page.db`,
      ...variables,
    },
    awaited: / listening .*\bwebsocket=(\S+)/,
  });
  return { ...process, url: said, dialect: { kind: "service", serverName: SERVER_NAME } };
}

/** Returns the flags of `deno task start`. */
async function startFlags(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  return tasks.start.command.split(" ").slice(2, -1);
}

/** Starts the plain relay to `sshd`, with its login in `folder`. */
export async function startRelay(sshd: Sshd, folder: string): Promise<ServiceProcess> {
  const login: RelayLogin = {
    host: sshd.host,
    port: sshd.port,
    username: sshd.user,
    privateKey: await Deno.readTextFile(sshd.clientKeys.ed25519),
  };
  const file = `${folder}/login.json`;
  await Deno.writeTextFile(file, JSON.stringify(login), { mode: 0o600 });
  return await startModule("relay.ts", { folder, args: [file] });
}

/** Starts a module of the benchmark, which prints its port when it listens. */
export async function startModule(
  name: string,
  { folder, args = [] }: { folder: string; args?: string[] },
): Promise<ServiceProcess> {
  const { said, ...process } = await startDeno({
    args: ["-A", `${ROOT}tests/bench/${name}`, ...args],
    folder,
    variables: {},
    awaited: /^(\d+)$/m,
  });
  return { ...process, url: `ws://127.0.0.1:${said}`, dialect: { kind: "relay" } };
}

/** Started process, with its line about listening. */
interface Started extends AsyncDisposable {
  readonly pid: number;
  readonly said: string;
}

/** Starts `deno run` in `folder`, without `.env`, and waits for the line about listening. */
async function startDeno(
  { args, folder, variables, awaited }: {
    args: string[];
    folder: string;
    variables: Record<string, string>;
    awaited: RegExp;
  },
): Promise<Started> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", `--config=${ROOT}deno.json`, ...args],
    cwd: folder,
    clearEnv: true,
    env: { ...inherited("PATH", "HOME", "DENO_DIR"), ...variables },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let ended = false;
  const status = child.status.finally(() => ended = true);
  const said = await find(awaited, child.stdout);
  if (said === undefined) {
    await status;
    throw new Error(`deno run ${args.join(" ")} ended before it listened`);
  }
  return {
    pid: child.pid,
    said,
    [Symbol.asyncDispose]: async () => {
      if (!ended) child.kill("SIGTERM");
      await status;
    },
  };
}

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
  );
}

/** Returns the first group of `pattern` in `stream`, or `undefined` at the end. */
async function find(
  pattern: RegExp,
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string | undefined> {
  const chunks = stream.pipeThrough(new TextDecoderStream());
  const found = await firstMatch(pattern, chunks);
  // The stream is read to its end: a full pipe would block the process.
  if (found !== undefined) void chunks.pipeTo(new WritableStream());
  return found;
}

async function firstMatch(
  pattern: RegExp,
  chunks: ReadableStream<string>,
): Promise<string | undefined> {
  let text = "";
  for await (const chunk of chunks.values({ preventCancel: true })) {
    text += chunk;
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
