import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../harness/app.ts";
import { createTokens, type TestTokens } from "../../harness/tokens.ts";

/** Service with an operator's token behind a trusted proxy at 127.0.0.1. */
export interface Served extends AsyncDisposable {
  readonly app: TestApp;
  readonly tokens: TestTokens;
  readonly token: string;
}

/** Starts the service. */
export async function serve(variables: Record<string, string> = {}): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const tokens = opening.use(await createTokens());
  const token = await tokens.add("운영 a");
  const app = opening.use(
    await startApp({ ...tokens.variables, TRUSTED_PROXIES: "127.0.0.1", ...variables }),
  );
  const opened = opening.move();
  return { app, tokens, token, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Answer with its text. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a request, and does not follow the answer. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends a login as JSON. */
export async function postJson(
  { app }: Pick<Served, "app">,
  { body, headers = {} }: { body: unknown; headers?: Record<string, string> },
): Promise<Answered> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await ask(`${app.url}/login`, { method: "POST", body: text, headers });
}

/** Sends a login as a form. */
export async function postForm(
  { app }: Pick<Served, "app">,
  { fields, headers = {} }: { fields: Record<string, string>; headers?: Record<string, string> },
): Promise<Answered> {
  return await ask(`${app.url}/login`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers,
  });
}

/** Logs in, and returns the headers of a page of our own with the cookie. */
export async function logIn(at: Pick<Served, "app" | "token">): Promise<Record<string, string>> {
  const { status, headers } = await postJson(at, { body: { token: at.token } });
  assertEquals(status, 200);
  return { cookie: headers.get("set-cookie")?.split(";")[0] ?? "", origin: at.app.url };
}

/** Returns the code of an error. */
export function codeOf({ text }: Answered): number {
  return JSON.parse(text).error.code;
}
