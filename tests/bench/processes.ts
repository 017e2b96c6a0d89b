import { serverVariables } from "../harness/app.ts";
import type { Sshd } from "../harness/sshd.ts";
import type { Service } from "./client.ts";
import type { RelayLogin } from "./relay.ts";

/** A service in a process of its own. Disposing it ends the process; it may be disposed twice. */
export interface ServiceProcess extends Service, AsyncDisposable {
  readonly pid: number;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/** The server of a service's dialect, where it has several. */
const SERVER_NAME = "bench";

/** Variables that make `sshd` the one server of a service, which may then run commands of many clients at a time. */
export function oneServer(sshd: Sshd): Record<string, string> {
  return { ...serverVariables(SERVER_NAME, sshd), COMMAND_LOCK: "off" };
}

/** Starts the service as a user would; what it writes goes to `folder`. `entry` is a module of the benchmark in place of `main.ts`. */
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

/** The flags of `deno task start`. */
async function startFlags(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  return tasks.start.command.split(" ").slice(2, -1);
}

/** Starts the plain relay to `sshd`. Its login is written to `folder`. */
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

/** Starts a module of the benchmark that prints its port when it listens. */
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

/** A process, and what it said when it listened. */
interface Started extends AsyncDisposable {
  readonly pid: number;
  readonly said: string;
}

/** Starts `deno run` in `folder`, where no `.env` is read, and waits for what it says when it listens. */
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

/** The first group of `pattern` in `stream`, or undefined at its end. */
async function find(
  pattern: RegExp,
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string | undefined> {
  const chunks = stream.pipeThrough(new TextDecoderStream());
  const found = await firstMatch(pattern, chunks);
  // Read on to the end of the process: one whose log nobody reads would wait when the pipe is full.
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
