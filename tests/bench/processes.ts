import { serverVariables } from "../harness/app.ts";
import type { Sshd } from "../harness/sshd.ts";
import type { Service } from "./client.ts";
import type { RelayLogin } from "./relay.ts";
import { relaySpeech, serviceSpeech } from "./speech.ts";

/** A service in a process of its own. Disposing it ends the process. */
export interface ServiceProcess extends Service, AsyncDisposable {
  readonly pid: number;
}

const SERVER_NAME = "bench";
const ROOT = new URL("../../", import.meta.url).pathname;

/** Starts the service as a user would, with `sshd` as its one server. What it writes goes to `folder`. */
export async function startService(
  sshd: Sshd,
  folder: string,
): Promise<ServiceProcess> {
  return await startServiceWith(serverVariables(SERVER_NAME, sshd), folder);
}

/** Starts the service as a user would, with servers and transfers from `variables`. */
export async function startServiceWith(
  variables: Record<string, string>,
  folder: string,
): Promise<ServiceProcess> {
  const { pid, said, end } = await startDeno({
    args: ["-A", `${ROOT}main.ts`],
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
  return { pid, url: said, speech: serviceSpeech(SERVER_NAME), [Symbol.asyncDispose]: end };
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
  const { pid, said, end } = await startDeno({
    args: ["-A", `${ROOT}tests/bench/relay.ts`, file],
    folder,
    variables: {},
    awaited: /^(\d+)$/m,
  });
  return {
    pid,
    url: `ws://127.0.0.1:${said}`,
    speech: relaySpeech,
    [Symbol.asyncDispose]: end,
  };
}

/** Starts `deno run` in `folder`, where no `.env` is read, and waits for what it says when it listens. */
async function startDeno(
  { args, folder, variables, awaited }: {
    args: string[];
    folder: string;
    variables: Record<string, string>;
    awaited: RegExp;
  },
): Promise<{ pid: number; said: string; end: () => Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", `--config=${ROOT}deno.json`, ...args],
    cwd: folder,
    clearEnv: true,
    env: { ...inherited("PATH", "HOME", "DENO_DIR"), ...variables },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const end = async () => {
    child.kill("SIGTERM");
    await child.status;
  };
  const said = await find(awaited, child.stdout);
  if (said !== undefined) return { pid: child.pid, said, end };
  await child.status;
  throw new Error(`deno run ${args.join(" ")} ended before it listened`);
}

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
  );
}

/** The first group of `pattern` in `stream`, or undefined at its end. What comes later is read and thrown away. */
async function find(
  pattern: RegExp,
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string | undefined> {
  let text = "";
  const chunks = stream.pipeThrough(new TextDecoderStream());
  for await (const chunk of chunks.values({ preventCancel: true })) {
    text += chunk;
    const found = pattern.exec(text)?.[1];
    if (found === undefined) continue;
    chunks.pipeTo(new WritableStream()).catch(() => {}); // Ends with the process.
    return found;
  }
  return undefined;
}
