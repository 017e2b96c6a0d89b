import { asksForWebSocket, upgrade } from "../sockets/upgrade.ts";
import { json, upgradeRequired } from "./answer.ts";
import type { Pages } from "./handler.ts";

/** Where clients connect. */
export const WEBSOCKET_PATH = "/ws/v1/stub";

/** What the pages ask of the rest of the service. */
export interface PagesOptions {
  /** Takes over a socket that is being opened by the client at `peer`. */
  readonly adopt: (socket: WebSocket, peer: string) => void;
  /** Throws when the service takes no new connections. @throws {AppError} 10001 */
  readonly checkOpen: () => void;
  /** Throws when the database does not answer. @throws {AppError} 41000 */
  readonly checkStore: () => void;
  /** Names of the configured servers. */
  readonly servers: readonly string[];
}

/** Every path of the service. */
export function createPages({ adopt, checkOpen, checkStore, servers }: PagesOptions): Pages {
  return {
    "/": () =>
      json({
        name: "Pink-Page",
        description: "Drives remote servers over SSH, in real time, through a WebSocket",
        websocket: WEBSOCKET_PATH,
        liveness: "/healthz",
        readiness: "/readyz",
        servers,
      }),
    "/healthz": () => json({ status: "ok" }),
    "/readyz": () => {
      checkOpen();
      checkStore();
      return json({ status: "ready" });
    },
    [WEBSOCKET_PATH]: (request, peer) => {
      if (!asksForWebSocket(request)) return upgradeRequired(WEBSOCKET_PATH);
      checkOpen();
      return upgrade(request, (socket) => adopt(socket, peer));
    },
  };
}
