import type { Admission } from "../domain/admission.ts";
import type { Login, LoginRecords } from "../domain/logins.ts";
import { createSecret, hashOf } from "./token.ts";
import type { ValidToken } from "./valid_tokens.ts";

/** Duration of a login, in seconds: 12 h. */
export const LOGIN_SECONDS = 43_200;

/** Interval at which logins are ended that have expired, in milliseconds. */
const SWEEP_MS = 500;

/** Options for {@linkcode Logins}. */
export interface LoginsOptions {
  /** Stored logins. */
  readonly records: LoginRecords;
  /** Returns the valid token with a hash. */
  readonly findToken: (sha256: string) => ValidToken | undefined;
}

/** Logins of browsers, by the hashes of their cookies. Disposing it keeps the stored logins. */
export class Logins implements Disposable {
  readonly #options: LoginsOptions;
  readonly #open = new Map<string, Login & { readonly ended: AbortController }>();
  readonly #sweep: ReturnType<typeof setInterval>;

  /** Reads the stored logins. @throws {Error} what the database throws */
  constructor(options: LoginsOptions) {
    this.#options = options;
    for (const login of options.records.all()) this.#add(login);
    this.#sweep = setInterval(() => this.#expire(), SWEEP_MS);
  }

  /** Starts a login with a token. Returns the value of its cookie. */
  async begin({ sha256: tokenSha256 }: ValidToken): Promise<string> {
    const cookie = createSecret();
    const expiresAt = new Date(Date.now() + LOGIN_SECONDS * 1000).toISOString();
    const login = { sha256: await hashOf(cookie), tokenSha256, expiresAt };
    this.#add(login);
    this.#options.records.add(login);
    return cookie;
  }

  /** Returns the admission of a cookie: it ends with the login or its token. */
  async admissionOf(cookie: string): Promise<Admission | undefined> {
    const login = this.#open.get(await hashOf(cookie));
    const token = login && this.#options.findToken(login.tokenSha256);
    if (login === undefined || token === undefined || isOver(login)) return undefined;
    const signal = AbortSignal.any([token.signal, login.ended.signal]);
    return { principal: token.principal, signal };
  }

  /** Ends the login of a cookie, with `reason` for the close frames of its sockets. */
  async end(cookie: string): Promise<void> {
    this.#end(await hashOf(cookie), "The login was ended by its logout");
  }

  /** Ends the timer. */
  [Symbol.dispose](): void {
    clearInterval(this.#sweep);
  }

  #add(login: Login): void {
    this.#open.set(login.sha256, { ...login, ended: new AbortController() });
  }

  #expire(): void {
    for (const login of this.#open.values()) {
      if (isOver(login)) this.#end(login.sha256, "The login has expired");
    }
  }

  #end(sha256: string, reason: string): void {
    const login = this.#open.get(sha256);
    if (login === undefined) return;
    this.#open.delete(sha256);
    this.#options.records.remove(sha256);
    login.ended.abort(reason);
  }
}

function isOver({ expiresAt }: Login): boolean {
  return Date.parse(expiresAt) <= Date.now();
}
