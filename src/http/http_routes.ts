import type { VariableTables } from "../config/variable_tables.ts";
import type { Arrival } from "../sockets/hub_options.ts";
import { asksForWebSocket, upgrade } from "../sockets/upgrade.ts";
import { seesServer } from "../domain/sees.ts";
import { json, upgradeRequired } from "./answer.ts";
import { type ApiPorts, createApi } from "./api.ts";
import { docsRoutes } from "./docs/docs_routes.ts";
import { endpointRoutes } from "./endpoint_routes.ts";
import type { HttpRoutes } from "./http_route.ts";

/** Path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws/v1/stub";

/** Options for {@linkcode createRoutes}. */
export interface RoutesOptions extends ApiPorts {
  /** Checks that a client at `address` can connect. @throws {AppError} 14001 */
  readonly checkRoom: (address: string) => void;
  /** Adopts a socket that a client opens. */
  readonly adopt: (socket: WebSocket, arrival: Arrival) => void;
  /** Routes of the page for logins; undefined without authentication. */
  readonly login?: HttpRoutes | undefined;
  /** Variables of the configuration, for the guides. */
  readonly variables: VariableTables;
}

/** Returns the HTTP routes of the service. */
export function createRoutes(
  { checkRoom, adopt, login, variables, ...ports }: RoutesOptions,
): HttpRoutes {
  return {
    "/": {
      role: "viewer",
      get: (_, { admission: { principal } }) =>
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
          servers: ports.servers.map(({ name }) => name).filter((name) =>
            seesServer(principal, name)
          ),
        }),
    },
    [WEBSOCKET_PATH]: {
      role: "viewer",
      get: (request, { address, admission }) => {
        if (!asksForWebSocket(request)) return upgradeRequired(WEBSOCKET_PATH);
        ports.checkOpen();
        checkRoom(address);
        return upgrade(request, (socket) => adopt(socket, { address, admission }));
      },
    },
    ...endpointRoutes(createApi(ports)),
    ...login,
    ...docsRoutes({ websocketPath: WEBSOCKET_PATH, variables }),
  };
}
