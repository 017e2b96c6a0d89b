import { assertAnswer } from "./contract.ts";

/** An answer of the service. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- the body is held against the document; tests look into it freely
  readonly body: any;
}

/** Reads `path` from the service at `url`, and holds the answer against what `/openapi.json` says of `template`. */
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
