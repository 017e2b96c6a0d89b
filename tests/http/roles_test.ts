import { assert, assertEquals } from "@std/assert";
import { variableTables } from "../../src/config/variable_tables.ts";
import { hasRole } from "../../src/domain/rights.ts";
import type { ApiPorts } from "../../src/http/api.ts";
import { methodsOf } from "../../src/http/http_route.ts";
import { createRoutes } from "../../src/http/http_routes.ts";
import { loginRoutes, type LoginRoutesOptions } from "../../src/http/login/login_routes.ts";
import { operationRoutes } from "../../src/operations/routes.ts";
import { type ClientMessage, ClientMessageSchema } from "../../src/protocol/client_messages.ts";
import { type MessageSchema, roleOf } from "../../src/protocol/message.ts";
import type { Endpoint } from "../../src/protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../../src/protocol/rest/endpoints.ts";
import { RequiredRole, Role } from "../../src/protocol/user.ts";
import { startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

/** Messages that need a role above that of a viewer. */
const ROLES: Readonly<Record<string, Role>> = {
  ssh_command: "operator",
  open_terminal: "operator",
  ssh_input: "operator",
  resize: "operator",
  start_session: "operator",
  ask_session: "operator",
  join_session: "operator",
  scp_transfer: "operator",
  probe_server: "operator",
  start_job: "operator",
  cancel_run: "operator",
  retry_run: "operator",
  decide_step: "operator",
  force_end_session: "admin",
};

const schemas: readonly MessageSchema[] = ClientMessageSchema.options;
const types = ClientMessageSchema.options.map(({ shape }) => shape.type.value);
const tokenless = "";

/** Service, and a token of each role. */
interface Served extends AsyncDisposable {
  readonly app: TestApp;
  readonly tokens: Readonly<Record<Role, string>>;
}

async function serve(): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const tokens = opening.use(await createTokens());
  const viewer = await tokens.add("viewer", { role: "viewer" });
  const operator = await tokens.add("operator", { role: "operator" });
  const admin = await tokens.add("admin", { role: "admin" });
  const app = opening.use(await startApp(tokens.variables));
  const opened = opening.move();
  return {
    app,
    tokens: { viewer, operator, admin },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Returns the types of the messages that a client with `token` may not send. */
async function refusedTypes(url: string, token: string): Promise<string[]> {
  await using client = await Client.connect(url, bearer(token));
  for (const [index, schema] of schemas.entries()) {
    const [example] = schema.meta()?.examples as ClientMessage[];
    assert(example !== undefined);
    client.send({ ...example, request_id: types[index] });
  }
  client.send({ type: "hello", data: { name: "the last" }, request_id: "last" });
  await client.find((event) => event.type === "hello" && event.request_id === "last");
  return client.events.filter((event) => event.type === "error")
    .filter(({ error_code }) => error_code === 11001)
    .map(({ request_id = "" }) => request_id);
}

Deno.test("messages: each declares a role, and its route has the same", () => {
  assertEquals(Object.keys(operationRoutes).sort(), [...types].sort());
  for (const [index, schema] of schemas.entries()) {
    const type = types[index] ?? "cancel";
    assertEquals([type, roleOf(schema)], [type, ROLES[type] ?? "viewer"]);
    assertEquals(operationRoutes[type].role, roleOf(schema));
  }
});

Deno.test("messages: each is 11001 exactly for too small a role", async () => {
  await using at = await serve();
  for (const role of Role.options) {
    const expected = types.filter((_, index) => !hasRole({ role }, roleOf(schemas[index]!)));
    assertEquals([role, await refusedTypes(at.app.url, at.tokens[role])], [role, expected]);
  }
});

/** Returns every route of the service with tokens: path, role and method. */
function routesOf(): { path: string; role: RequiredRole; method: string }[] {
  const ports = {} as ApiPorts;
  const login = {} as LoginRoutesOptions;
  const routes = createRoutes({
    ...ports,
    checkRoom: () => {},
    adopt: () => {},
    login: loginRoutes(login),
    variables: variableTables(),
    signal: AbortSignal.abort(),
  });
  const endpoints = Object.values<Endpoint>(ENDPOINTS);
  return Object.entries(routes).flatMap(([path, route]) =>
    methodsOf(route).filter((method) => method !== "HEAD").map((method) => {
      const endpoint = endpoints.find((each) =>
        each.path === path && (each.method ?? "GET") === method
      );
      return { path, method, role: endpoint?.role ?? route.role };
    })
  );
}

/** Returns `open`, or the code of the refusal, of a request with `token`. */
async function accessTo(
  url: string,
  { path, method, token }: { path: string; method: string; token: string },
): Promise<number | "open"> {
  const filled = path.replace("{id}", "01890a5d-ac96-774b-bcce-000000000001")
    .replace("{name}", "a").replace("{path}", "1");
  const headers = token === tokenless ? undefined : bearer(token);
  const response = await fetch(`${url}${filled}`, { method, headers, redirect: "manual" });
  const text = await response.text();
  if (response.status !== 401 && response.status !== 403) return "open";
  return JSON.parse(text).error.code;
}

Deno.test("routes: each has a role; only probes and the login are open to anyone", () => {
  const routes = routesOf();
  for (const { path, role } of routes) assert(RequiredRole.safeParse(role).success, path);
  const open = routes.filter(({ role }) => role === "anyone");
  assertEquals(open.map(({ path, method }) => `${method} ${path}`).sort(), [
    "GET /healthz",
    "GET /login",
    "GET /login.css",
    "GET /login.js",
    "GET /readyz",
    "POST /login",
    "POST /logout",
  ]);
  for (const { method = "GET", path, role } of Object.values<Endpoint>(ENDPOINTS)) {
    const found = routes.find((route) => route.path === path && route.method === method);
    assertEquals(found?.role, role, `${method} ${path}`);
  }
});

Deno.test("routes: 11000 without a token, 11001 exactly for too small a role", async () => {
  await using at = await serve();
  for (const { path, role, method } of routesOf()) {
    const access = (token: string) => accessTo(at.app.url, { path, method, token });
    assertEquals(
      [
        path,
        await access(tokenless),
        ...await Promise.all(Role.options.map((name) => access(at.tokens[name]))),
      ],
      [
        path,
        role === "anyone" ? "open" : 11000,
        ...Role.options.map((name) => hasRole({ role: name }, role) ? "open" : 11001),
      ],
    );
  }
});
