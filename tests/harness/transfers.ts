import { assertEquals } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "./app.ts";
import { Client } from "./client.ts";
import { type Sshd, type SshdOptions, startSshd } from "./sshd.ts";

/** A client of a service with the servers `a` and `b` and the transfer `x` from one to the other. */
export interface Transferring extends AsyncDisposable {
  readonly app: TestApp;
  readonly client: Client;
  /** Server `a`. */
  readonly source: Sshd;
  /** Server `b`. */
  readonly target: Sshd;
  /** Writes a file below the source's folder, and its folders. */
  put(path: string, content?: string | Uint8Array): Promise<void>;
  /** Starts the transfer. */
  start(): void;
  /** Runs the transfer to its good ending. */
  run(): Promise<Awaited<ReturnType<Client["transferred"]>>>;
  /** Runs the transfer to its failure. */
  fail(): Promise<EventOf<"error">>;
  /** Everything below the target's folder: files with their text (of short ones), folders with a slash. */
  arrived(): Promise<Record<string, string>>;
}

/** What {@linkcode transferring} is started with. */
export interface TransferringOptions {
  /** Path at the source, below its folder. Default: `*`. */
  readonly from?: string;
  /** Path of the target folder. Default: that of its user. */
  readonly to?: (target: Sshd) => string;
  readonly source?: SshdOptions;
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
      if (ending.type !== "complete" || "command" in ending) {
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

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
}

/** Everything below `folder`, by its path from there. */
export async function treeOf(folder: string, below = ""): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below + name;
    if (isDirectory) Object.assign(tree, { [`${path}/`]: "" }, await treeOf(folder, `${path}/`));
    else Object.assign(tree, await fileOf(folder, path));
  }
  return tree;
}

/** The file at `path` as {@linkcode treeOf} shows it; nothing when it has gone meanwhile. */
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

/** Runs `script` as root. */
export async function shell(script: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", ...args],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
