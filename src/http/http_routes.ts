import type { VariableTables } from "../config/variable_tables.ts";
import { asksForWebSocket, upgrade } from "../sockets/upgrade.ts";
import { json, upgradeRequired } from "./answer.ts";
import { type ApiPorts, createApi } from "./api.ts";
import { docsRoutes } from "./docs/docs_routes.ts";
import { endpointRoutes } from "./endpoint_routes.ts";
import type { HttpRoutes } from "./handler.ts";

/** Path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws/v1/stub";

/** Options for {@linkcode createRoutes}. */
export interface RoutesOptions extends ApiPorts {
  /** Adopts a socket that the client at `address` opens. */
  readonly adopt: (socket: WebSocket, address: string) => void;
  /** Variables of the configuration, for the guides. */
  readonly variables: VariableTables;
}

/** Returns the HTTP routes of the service. */
export function createRoutes({ adopt, variables, ...ports }: RoutesOptions): HttpRoutes {
  const servers = ports.servers.map(({ name }) => name);
  return {
    "/": {
      role: "viewer",
      get: () =>
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
    },
    [WEBSOCKET_PATH]: {
      role: "viewer",
      get: (request, { address }) => {
        if (!asksForWebSocket(request)) return upgradeRequired(WEBSOCKET_PATH);
        ports.checkOpen();
        return upgrade(request, (socket) => adopt(socket, address));
      },
    },
    ...endpointRoutes(createApi(ports)),
    ...docsRoutes({ websocketPath: WEBSOCKET_PATH, variables }),
  };
}
