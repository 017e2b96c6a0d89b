import { startApp, type TestApp } from "../harness/app.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";

/** Service behind a wire that a test can cut. Disposing it ends both. */
export interface BehindWire extends AsyncDisposable {
  /** Service. */
  readonly app: TestApp;
  /** Wire to the service. */
  readonly wire: TcpProxy;
  /** Address of the service for a page, over the wire. */
  readonly url: string;
}

/** Starts a service that takes pages of a wire for its own. */
export async function startBehindWire(env: Record<string, string>): Promise<BehindWire> {
  await using opening = new AsyncDisposableStack();
  const port = freePort();
  const wire = opening.use(await startTcpProxy(port));
  const url = `http://127.0.0.1:${wire.port}`;
  const own = { PORT: String(port), AUTH: "none", ALLOWED_ORIGINS: url };
  const app = opening.use(await startApp({ ...env, ...own }));
  const all = opening.move();
  return { app, wire, url, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Returns a port that nothing listens on. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
