import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import { serverVariables, startApp, type TestApp } from "./app.ts";
import { Client } from "./client.ts";
import { type Sshd, type SshdOptions, startSshd } from "./sshd.ts";
import { commandLine } from "./sshd_processes.ts";

type CommandOptions =
  & Partial<Extract<ClientMessage, { type: "ssh_command" }>["data"]>
  & { readonly request_id?: string };

/** Client of a service with one real server. Disposing it ends all three. */
export interface Connected extends AsyncDisposable {
  readonly app: TestApp;
  readonly sshd: Sshd;
  readonly client: Client;
  /** Random word. {@linkcode Connected.processes} finds the command lines that contain it. */
  readonly mark: string;
  /** Sends an `ssh_command` for the server. */
  run(command: string, options?: CommandOptions): void;
  /** Connects a second client. */
  connect(): Promise<Client>;
  /** Returns the ids of the processes with the mark in their command line. */
  processes(): Promise<number[]>;
}

/** Options for {@linkcode connected}: those of the server, and the variables of the service. */
export interface ConnectedOptions extends SshdOptions {
  /** Additional variables of the service. */
  readonly variables?: Record<string, string>;
  /** Name of the server. Default: `a`. */
  readonly name?: string;
  /** Connects a client. Default: without TLS. */
  readonly connect?: (app: TestApp) => Promise<Client>;
}

/** Starts a server, the service and a client. */
export async function connected(
  { variables = {}, name = "a", connect = plain, ...options }: ConnectedOptions = {},
): Promise<Connected> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const app = opening.use(await startApp({ ...serverVariables(name, sshd), ...variables }));
  const client = opening.use(await connect(app));
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
    connect: () => connect(app),
    processes: () => Promise.resolve(processesWith(mark)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function plain({ url }: TestApp): Promise<Client> {
  return Client.connect(url);
}

/** Returns the ids of the processes whose command line contains `mark`. */
export function processesWith(mark: string): number[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => Number(name))
    .filter((pid) => commandLine(pid)?.includes(mark));
}
