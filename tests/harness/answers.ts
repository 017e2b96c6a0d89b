import { assertAnswer } from "./contract.ts";

/** HTTP answer of the service. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- checked against the document
  readonly body: any;
}

/**
 * Reads `path` from the service at `url`, and checks the answer against `template` in
 * `/openapi.json`.
 */
export async function read(
  url: string,
  { path, template = path.replace(/\?.*/, "") }: { path: string; template?: string },
): Promise<Answer> {
  const response = await fetch(`${url}${path}`);
  const answer = {
    status: response.status,
    headers: response.headers,
    body: await response.json(),
  };
  assertAnswer(answer.body, { template, status: answer.status });
  return answer;
}
