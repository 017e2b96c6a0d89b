import { permitRole } from "../domain/rights.ts";
import { AppError } from "../errors.ts";
import { type Endpoint, TextAnswer } from "../protocol/rest/endpoint.ts";
import { type EndpointId, ENDPOINTS } from "../protocol/rest/endpoints.ts";
import { validate } from "../router/validate.ts";
import { json, plainText } from "./answer.ts";
import type { Api, Caller } from "./api_handlers.ts";
import type { Answer, HttpRoute, HttpRoutes, RequestInfo } from "./http_route.ts";
import { METHODS } from "./http_route.ts";
import { readJson } from "./read_body.ts";

/**
 * Returns the routes of all endpoints. Each validates its parameters and its body, and answers from
 * `api`. A path with several methods needs the role of its first one; each checks its own.
 */
export function endpointRoutes(api: Api): HttpRoutes {
  const routes: Record<string, HttpRoute> = {};
  for (const id of Object.keys(ENDPOINTS) as EndpointId[]) {
    const { path, role, method = "GET" }: Endpoint = ENDPOINTS[id];
    routes[path] = { role, ...routes[path], [METHODS[method]]: answerOf(id, api) };
  }
  return routes;
}

function answerOf(id: EndpointId, api: Api): Answer {
  const endpoint: Endpoint = ENDPOINTS[id];
  const { role, status, answer: schema } = endpoint;
  const answer: (input: never, caller: Caller) => unknown = api[id];
  return async (request, info) => {
    const { params, address, admission: { principal } } = info;
    permitRole(principal, role);
    const input = {
      ...validate(endpoint.input, takesAnything(endpoint) ? {} : parametersOf(request, params)),
      ...endpoint.headers && validate(endpoint.headers, Object.fromEntries(request.headers)),
      ...endpoint.body && { body: validate(endpoint.body, await readJson(request)) },
    };
    // The validated input of an endpoint is the input of the handler with the same name.
    const answered = answer(input as never, { principal, address });
    if (schema === TextAnswer) return plainText(answered as TextAnswer);
    return json(answered, { status: status ?? 200 });
  };
}

/** Checks whether the endpoint ignores its query, so that even a malformed one passes. */
function takesAnything({ input }: Endpoint): boolean {
  return Object.keys(input.shape).length === 0 && input.def.catchall === undefined;
}

/**
 * Returns the parameters of path and query. The schema refuses unknown ones, such as misspelt ones.
 *
 * @throws {AppError} 12000 when one is given twice, or is not UTF-8 in percent-encoding
 */
function parametersOf(request: Request, params: RequestInfo["params"]): Record<string, string> {
  const { search, searchParams } = new URL(request.url);
  decode(search, "query");
  const inPath = Object.entries(params).map(([name, text = ""]) => [name, decode(text, name)]);
  const given = [...inPath, ...searchParams];
  const names = given.map(([name = ""]) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (twice.size > 0) {
    throw invalid([...twice].map((field) => ({ field, message: "Given more than once" })));
  }
  return Object.fromEntries(given);
}

/** Decodes percent-encoding (RFC 3986, 2.1). @throws {AppError} 12000 when it is not UTF-8 */
function decode(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid([{ field, message: "Not UTF-8 in percent-encoding" }]);
  }
}

function invalid(faults: readonly { field: string; message: string }[]): AppError {
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new AppError("VALIDATION_FAILED", detail, { faults });
}
