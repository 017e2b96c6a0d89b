import { type Client, connect, type ConnectOptions } from "../../src/client/mod.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { type Sshd, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";

/** Client of a service with the server `a`, over a wire that can be cut. Disposing it ends all. */
export interface ServedClient extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly app: TestApp;
  readonly wire: TcpProxy;
  readonly client: Client;
  /** Connects another client, over the same wire. */
  connect(options?: ConnectOptions): Promise<Client>;
}

/** Starts a server, the service with `variables`, a wire and a client. */
export async function servedClient(
  { variables = {}, ...options }: ConnectOptions & {
    readonly variables?: Record<string, string>;
  } = {},
): Promise<ServedClient> {
  await using opening = new AsyncDisposableStack();
  const connectOver = ({ port }: TcpProxy, more?: ConnectOptions) =>
    connect(`http://127.0.0.1:${port}`, { backoff: () => 20, ...more });
  const sshd = opening.use(await startSshd());
  const app = opening.use(await startApp({ ...serverVariables("a", sshd), ...variables }));
  const wire = opening.use(await startTcpProxy(Number(new URL(app.url).port)));
  const client = opening.use(await connectOver(wire, options));
  const all = opening.move();
  return {
    ...{ sshd, app, wire, client },
    connect: async (more) => all.use(await connectOver(wire, more)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Returns the error with which a promise rejects. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then((value) => new Error(`resolved: ${value}`), (error) => error);
}
