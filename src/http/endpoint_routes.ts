import type { Principal } from "../domain/principal.ts";
import { AppError } from "../errors.ts";
import { type Endpoint, TextAnswer } from "../protocol/rest/endpoint.ts";
import { type EndpointId, ENDPOINTS } from "../protocol/rest/endpoints.ts";
import { validate } from "../router/validate.ts";
import { json, plainText } from "./answer.ts";
import type { Api } from "./api.ts";
import type { HttpRoute, HttpRoutes, RequestInfo } from "./http_route.ts";

/** Returns the routes of all endpoints. Each validates its parameters and answers from `api`. */
export function endpointRoutes(api: Api): HttpRoutes {
  const ids = Object.keys(ENDPOINTS) as EndpointId[];
  return Object.fromEntries(ids.map((id) => [ENDPOINTS[id].path, endpointRoute(id, api)]));
}

function endpointRoute(id: EndpointId, api: Api): HttpRoute {
  const endpoint: Endpoint = ENDPOINTS[id];
  const answer: (input: never, principal: Principal) => unknown = api[id];
  return {
    role: endpoint.role,
    get: (request, { params, admission: { principal } }) => {
      const given = takesAnything(endpoint) ? {} : parametersOf(request, params);
      // The validated input of an endpoint is the input of the handler with the same name.
      const answered = answer(validate(endpoint.input, given) as never, principal);
      return endpoint.answer === TextAnswer ? plainText(answered as TextAnswer) : json(answered);
    },
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
