import type { VariableTables } from "../config/variable_tables.ts";
import type { Arrival } from "../sockets/hub_options.ts";
import { asksForWebSocket, upgrade } from "../sockets/upgrade.ts";
import type { FirstState } from "../console/link/first_state.ts";
import type { Principal } from "../domain/principal.ts";
import { ownerFor, seesServer } from "../domain/sees.ts";
import { json, upgradeRequired } from "./answer.ts";
import { type ApiPorts, createApi } from "./api.ts";
import type { Api, Caller } from "./api_handlers.ts";
import { consoleRoutes } from "./console/console_routes.ts";
import { docsRoutes } from "./docs/docs_routes.ts";
import { endpointRoutes } from "./endpoint_routes.ts";
import type { HttpRoutes } from "./http_route.ts";
import { asksForPage } from "./login/see_login.ts";

/** Path of the WebSocket. */
export const WEBSOCKET_PATH = "/ws/v1/stub";

/** Header of an address that answers pages to browsers, and JSON to programs. */
const VARY = { vary: "Accept" };

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
  /** Aborts when the service shuts down. */
  readonly signal: AbortSignal;
}

/** Returns the HTTP routes of the service. */
export function createRoutes(
  { checkRoom, adopt, login, variables, signal, ...ports }: RoutesOptions,
): HttpRoutes {
  const api = createApi(ports);
  const stateFor = (caller: Caller) => firstState({ api, ...ports }, caller);
  const { page, files } = consoleRoutes({ stateFor, signal });
  return {
    "/": {
      role: "viewer",
      get: (request, info) => {
        if (asksForPage(request)) return page(request, info);
        return json(describe(info.admission.principal, ports.servers), { headers: VARY });
      },
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
    ...endpointRoutes(api),
    ...login,
    ...files,
    ...docsRoutes({ websocketPath: WEBSOCKET_PATH, variables }),
  };
}

/** Returns the state of the service that the page of the console shows first. */
function firstState(
  { api, leases }: { api: Api } & Pick<ApiPorts, "leases">,
  caller: Caller,
): FirstState {
  const { principal } = caller;
  const { name, role } = principal;
  return {
    user: { name, role },
    owner: ownerFor(principal, leases.owner),
    servers: api.listServers({}, caller).items,
    transfers: api.listTransfers({}, caller).items,
  };
}

/** Returns the description of the service for programs. */
function describe(
  principal: Principal,
  servers: RoutesOptions["servers"],
): Record<string, unknown> {
  return {
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
    servers: servers.map(({ name }) => name).filter((name) => seesServer(principal, name)),
  };
}
