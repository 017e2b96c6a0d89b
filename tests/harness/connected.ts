import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import { serverVariables, startApp, type TestApp } from "./app.ts";
import { Client } from "./client.ts";
import { type Sshd, type SshdOptions, startSshd } from "./sshd.ts";

type CommandOptions =
  & Partial<Extract<ClientMessage, { type: "ssh_command" }>["data"]>
  & { readonly request_id?: string };

/** A client of a service that knows one real server. */
export interface Connected extends AsyncDisposable {
  readonly app: TestApp;
  readonly sshd: Sshd;
  readonly client: Client;
  /** A word for command lines, by which {@linkcode Connected.processes} finds them. */
  readonly mark: string;
  /** Sends an `ssh_command` for the server. */
  run(command: string, options?: CommandOptions): void;
  /** Connects another client. */
  connect(): Promise<Client>;
  /** Ids of the processes with the mark in their command line. */
  processes(): Promise<number[]>;
}

/** What {@linkcode connected} is started with: options of the server, and of the service. */
export interface ConnectedOptions extends SshdOptions {
  /** Variables of the service, besides those of the server. */
  readonly variables?: Record<string, string>;
  /** Name of the server. Default: `a`. */
  readonly name?: string;
}

/** Starts a server, the service and a client. */
export async function connected(
  { variables = {}, name = "a", ...options }: ConnectedOptions = {},
): Promise<Connected> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const app = opening.use(await startApp({ ...serverVariables(name, sshd), ...variables }));
  const client = opening.use(await Client.connect(app.url));
  const mark = `mark-${crypto.randomUUID()}`;
  const opened = opening.move();
  return {
    app,
    sshd,
    client,
    mark,
    run: (command, { request_id, ...data } = {}) =>
      client.send({
        type: "ssh_command",
        data: { server_name: name, command, ...data },
        request_id,
      }),
    connect: () => Client.connect(app.url),
    processes: () => processesWith(mark),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Ids of the processes whose command line holds `mark`. */
export async function processesWith(mark: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (line.includes(mark)) found.push(Number(name));
  }
  return found;
}
