import { assertEquals } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "./app.ts";
import { Client } from "./client.ts";
import { type Sshd, type SshdOptions, startSshd } from "./sshd.ts";

/** Client of a service with the servers `a` and `b` and the transfer `x` from `a` to `b`. */
export interface Transferring extends AsyncDisposable {
  /** Service. */
  readonly app: TestApp;
  /** Client, which has a session. */
  readonly client: Client;
  /** Server `a`. */
  readonly source: Sshd;
  /** Server `b`. */
  readonly target: Sshd;
  /**
   * Writes a file below the source's folder, and creates its parents. A number is a count of zeros.
   */
  put(path: string, content?: string | Uint8Array | number): Promise<void>;
  /** Starts the transfer. */
  start(): void;
  /** Runs the transfer to its completion. */
  run(): Promise<Awaited<ReturnType<Client["transferred"]>>>;
  /** Runs the transfer to its failure. */
  fail(): Promise<EventOf<"error">>;
  /** Reads the target's folder, as {@linkcode treeOf} does. */
  arrived(): Promise<Record<string, string>>;
}

/** Options for {@linkcode transferring}. */
export interface TransferringOptions {
  /** Path at the source, below its folder. Default: `*`. */
  readonly from?: string;
  /** Returns the path of the target folder. Default: the folder of its user. */
  readonly to?: (target: Sshd) => string;
  /** Options of server `a`. */
  readonly source?: SshdOptions;
  /** Options of server `b`. */
  readonly target?: SshdOptions;
  /** More variables of the service. */
  readonly variables?: Record<string, string>;
}

/** Starts two servers, the service and a client. */
export async function transferring(options: TransferringOptions = {}): Promise<Transferring> {
  await using opening = new AsyncDisposableStack();
  const source = opening.use(await startSshd(options.source));
  const target = opening.use(await startSshd(options.target));
  const app = opening.use(
    await startApp({
      ...serverVariables("a", source),
      ...serverVariables("b", target),
      TRANSFER_X: `a:${source.folder}/${options.from ?? "*"} -> b:${
        options.to?.(target) ?? `${target.folder}/`
      }`,
      ...options.variables,
    }),
  );
  const client = opening.use(await Client.connect(app.url));
  client.send({ type: "start_session" });
  await client.next("session_started");
  const start = () => client.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  const opened = opening.move();
  return {
    app,
    client,
    source,
    target,
    start,
    put: (path, content = path) => put(`${source.folder}/${path}`, content),
    run: async () => {
      start();
      const ending = await client.ending();
      if (ending.type !== "complete" || !("files" in ending)) {
        throw new Error(JSON.stringify(ending));
      }
      return ending;
    },
    fail: async () => {
      start();
      const ending = await client.ending();
      assertEquals(ending.type, "error", JSON.stringify(ending));
      return ending as EventOf<"error">;
    },
    arrived: () => treeOf(target.folder),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function put(path: string, content: string | Uint8Array | number): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  if (typeof content === "string") return await Deno.writeTextFile(path, content);
  await Deno.writeFile(path, typeof content === "number" ? new Uint8Array() : content);
  // A sparse file: nothing of it is written.
  if (typeof content === "number") await Deno.truncate(path, content);
}

/**
 * Reads all below `folder`: text or size of files by their path from there, folders with a slash at
 * the end and an empty text.
 */
export async function treeOf(folder: string, below = ""): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below + name;
    if (isDirectory) Object.assign(tree, { [`${path}/`]: "" }, await treeOf(folder, `${path}/`));
    else Object.assign(tree, await fileOf(folder, path));
  }
  return tree;
}

/** Reads the file at `path` for {@linkcode treeOf}. Returns no entry when it has gone meanwhile. */
async function fileOf(folder: string, path: string): Promise<Record<string, string>> {
  try {
    const { size } = await Deno.lstat(`${folder}/${path}`);
    if (size > 1000) return { [path]: `${size} bytes` };
    return { [path]: await Deno.readTextFile(`${folder}/${path}`) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Runs `script` as root, and returns its output. */
export async function shell(script: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", ...args],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
