import type { VariableTables } from "../config/variable_tables.ts";
import { asksForWebSocket, upgrade } from "../sockets/upgrade.ts";
import { json, upgradeRequired } from "./answer.ts";
import { type ApiPorts, createApi } from "./api.ts";
import { docsPages } from "./docs/docs_pages.ts";
import { endpointPages } from "./endpoint_pages.ts";
import type { Pages } from "./handler.ts";

/** Path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws/v1/stub";

/** Options for {@linkcode createPages}. */
export interface PagesOptions extends ApiPorts {
  /** Adopts a socket that the client at `peer` opens. */
  readonly adopt: (socket: WebSocket, peer: string) => void;
  /** Variables of the configuration, for the guides. */
  readonly variables: VariableTables;
}

/** Returns the pages of the service, by path. */
export function createPages({ adopt, variables, ...ports }: PagesOptions): Pages {
  const servers = ports.servers.map(({ name }) => name);
  return {
    "/": () =>
      json({
        name: "Pink-Page",
        description: "Drives remote servers over SSH, in real time, through a WebSocket",
        websocket: WEBSOCKET_PATH,
        liveness: "/healthz",
        readiness: "/readyz",
        guides: "/docs",
        http_docs: "/swagger/docs",
        websocket_docs: "/asyncapi/docs",
        openapi: "/openapi.json",
        asyncapi: "/asyncapi.json",
        errors: "/api/v1/errors",
        servers,
      }),
    [WEBSOCKET_PATH]: (request, { peer }) => {
      if (!asksForWebSocket(request)) return upgradeRequired(WEBSOCKET_PATH);
      ports.checkOpen();
      return upgrade(request, (socket) => adopt(socket, peer));
    },
    ...endpointPages(createApi(ports)),
    ...docsPages({ websocketPath: WEBSOCKET_PATH, variables }),
  };
}
