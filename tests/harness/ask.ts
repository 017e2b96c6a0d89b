import { assertAnswer } from "./contract.ts";

/** Request to the service. */
export interface Asked {
  /** Method. Default: get. */
  readonly method?: "get" | "post" | "put" | "delete";
  /** Path, with the query. */
  readonly path: string;
  /** Path in the document. Default: the path. */
  readonly template?: string;
  /** JSON value, or the text of the body. Default: no body. */
  readonly body?: unknown;
  /** Headers. Default: none. */
  readonly headers?: Record<string, string>;
}

/** Asks the service at `url`, and checks its answer against `/openapi.json`. */
export async function ask(
  url: string,
  { method = "get", path, template = path.replace(/\?.*/, ""), body, headers = {} }: Asked,
  // deno-lint-ignore no-explicit-any -- checked against the document
): Promise<{ status: number; headers: Headers; body: any }> {
  const response = await fetch(`${url}${path}`, {
    method: method.toUpperCase(),
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    ...body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) },
  });
  const { status } = response;
  const answer = { status, headers: response.headers, body: await response.json() };
  assertAnswer(answer.body, { template, status, method });
  return answer;
}
