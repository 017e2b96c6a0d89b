import type { BrowserGate } from "../../access/access.ts";
import { cookieName } from "../../access/credentials.ts";
import type { Sender } from "../../access/proxies.ts";
import { LOGIN_SECONDS } from "../../access/logins.ts";
import type { Admission } from "../../domain/admission.ts";
import { type AppError, toAppError } from "../../errors.ts";
import { json } from "../answer.ts";
import { errorHeaders } from "../error_headers.ts";
import { asset } from "../docs/asset.ts";
import { html } from "../docs/html.ts";
import type { HttpRoutes } from "../http_route.ts";
import { loggedInPage, loginPage } from "./login_page.ts";
import { languageOf } from "./login_texts.ts";
import { type LoginRequest, readLogin } from "./read_login.ts";
import { LOGIN_PATH, nextOf } from "./see_login.ts";

/** Options for {@linkcode loginRoutes}. */
export interface LoginRoutesOptions {
  /** Gate of browsers. */
  readonly access: BrowserGate;
  /** Called when a browser has logged in, and when it has logged out. */
  readonly onChange: (action: "login" | "logout", sender: Sender, admission: Admission) => void;
  /** Called with each refused login that a page answers, and the address of its client. */
  readonly onRefusal: (address: string, refusal: AppError) => void;
}

/**
 * Returns the routes of the page for logins: `POST /login` with a token starts a login, of which
 * the browser keeps a cookie, and `POST /logout` ends the login.
 */
export function loginRoutes(options: LoginRoutesOptions): HttpRoutes {
  const { access, onChange } = options;
  return {
    [LOGIN_PATH]: {
      role: "anyone",
      get: async (request, sender) => {
        const next = nextOf(new URL(request.url).searchParams.get("next"));
        const language = languageOf(request.headers);
        const admission = await access.loginOf(request, sender);
        return html(
          admission === undefined
            ? loginPage({ language, next, isTrusted: isTrusted(request, sender) })
            : loggedInPage(admission.principal, { language, next }),
        );
      },
      post: async (request, sender) => await logIn(request, { sender, ...options }),
    },
    "/logout": {
      role: "anyone",
      post: async (request, sender) => {
        const admission = await access.loginOf(request, sender);
        if (admission !== undefined) onChange("logout", sender, admission);
        await access.logOut(request, sender);
        const headers = { location: `.${LOGIN_PATH}`, "set-cookie": setCookie("", sender) };
        return new Response(null, { status: 303, headers });
      },
    },
    "/login.css": {
      role: "anyone",
      get: asset({
        type: "text/css",
        load: async () => (await import("./login.css", { with: { type: "text" } })).default,
      }),
    },
    "/login.js": {
      role: "anyone",
      get: asset({
        type: "text/javascript",
        load: async () => (await import("./login.js", { with: { type: "text" } })).default,
      }),
    },
  };
}

/**
 * Answers a login: a form by a page, JSON by JSON.
 *
 * @throws {AppError} 31003, 12000, 12002; 11002 and 14001 for JSON
 */
async function logIn(
  request: Request,
  { sender, access, onChange, onRefusal }: LoginRoutesOptions & { sender: Sender },
): Promise<Response> {
  const login = await readLogin(request);
  try {
    const { cookie, admission } = await access.logIn(login.token, sender);
    onChange("login", sender, admission);
    return loggedIn(login, { cookie: setCookie(cookie, sender), admission });
  } catch (cause) {
    if (!login.isForm) throw cause;
    const failure = toAppError(cause);
    onRefusal(sender.address, failure);
    const language = languageOf(request.headers);
    const page = { language, next: login.next, isTrusted: isTrusted(request, sender), failure };
    return html(loginPage(page), { status: failure.status, headers: errorHeaders(failure) });
  }
}

/**
 * Checks whether browsers trust the connection. Over any other they send no `Sec-Fetch-Site` (W3C
 * Fetch Metadata, 2), without which a cookie does not count.
 */
function isTrusted({ url }: Request, { isSecure }: Sender): boolean {
  return isSecure || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

/** Returns the answer to a good login: the next page for a form, else the identity. */
function loggedIn(
  { isForm, next }: LoginRequest,
  { cookie, admission }: { cookie: string; admission: Admission },
): Response {
  const headers = { "set-cookie": cookie, "cache-control": "no-store" };
  if (isForm) return new Response(null, { status: 303, headers: { ...headers, location: next } });
  const { name, role } = admission.principal;
  return json({ name, role }, { headers });
}

/** Returns the header that stores the cookie of a login, or deletes it when `value` is empty. */
function setCookie(value: string, { isSecure }: Sender): string {
  const age = value === "" ? 0 : LOGIN_SECONDS;
  const attributes = ["Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${age}`];
  if (isSecure) attributes.push("Secure");
  return [`${cookieName(isSecure)}=${value}`, ...attributes].join("; ");
}
