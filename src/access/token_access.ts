import type { Access, BrowserGate, Visit } from "./access.ts";
import { type Admission, STRANGER } from "../domain/admission.ts";
import { AppError } from "../errors.ts";
import { type Credentials, credentialsOf, loginCookieOf, refuseTokenInUrl } from "./credentials.ts";
import { FailedLogins } from "./failed_logins.ts";
import { Logins } from "./logins.ts";
import type { Sender } from "./proxies.ts";
import { hashOf } from "./token.ts";
import type { TokenEntry } from "./token_list.ts";
import type { TokensFile } from "./tokens_file.ts";
import type { ValidToken } from "./valid_tokens.ts";
import type { LoginRecords } from "../domain/logins.ts";

/** Gate that asks for tokens or logins. Disposing it ends its timers. */
export class TokenAccess implements Access, BrowserGate, Disposable {
  /** Not everybody is admitted. */
  readonly isOpen = false;
  /** Logins of browsers. */
  readonly browsers: BrowserGate = this;
  readonly #tokens: TokensFile;
  readonly #logins: Logins;
  readonly #failures = new FailedLogins();

  /** Takes the tokens, which it disposes, and the stored logins. */
  constructor(tokens: TokensFile, records: LoginRecords) {
    this.#tokens = tokens;
    this.#logins = new Logins({ records, findToken: (sha256) => tokens.find(sha256) });
  }

  /** Tokens that are in force. */
  get tokens(): readonly TokenEntry[] {
    return this.#tokens.entries;
  }

  /**
   * Returns the admission that the credentials of `request` give.
   *
   * @throws {AppError} 11000, 11002, 12000, 14001
   */
  async admit(request: Request, { address, isSecure, role }: Visit): Promise<Admission> {
    refuseTokenInUrl(request);
    if (role === "anyone") return STRANGER;
    const credentials = credentialsOf(request, { isSecure });
    if (credentials === undefined) {
      throw new AppError(
        "AUTHENTICATION_REQUIRED",
        "Send a token as Authorization: Bearer, or log in at /login",
      );
    }
    return await this.#admissionOf(credentials) ?? this.#refuse(address);
  }

  /**
   * Starts a login with `token`. Returns the value of its cookie.
   *
   * @throws {AppError} 11002 when no valid token is that, 14001 after too many failures
   */
  async logIn(
    token: string,
    { address }: Sender,
  ): Promise<{ readonly cookie: string; readonly admission: Admission }> {
    const admission = await this.#tokenOf(token) ?? this.#refuse(address);
    return { cookie: await this.#logins.begin(admission), admission };
  }

  /** Returns the admission of a request's login, if it has a valid one. */
  async loginOf(request: Request, sender: Sender): Promise<Admission | undefined> {
    const cookie = loginCookieOf(request, sender);
    return cookie === undefined ? undefined : await this.#logins.admissionOf(cookie);
  }

  /** Ends the login of a request. Its sockets are closed with 1008. */
  async logOut(request: Request, sender: Sender): Promise<void> {
    const cookie = loginCookieOf(request, sender);
    if (cookie !== undefined) await this.#logins.end(cookie);
  }

  /** Checks that the tokens can be read. @throws {AppError} 10001 */
  check(): void {
    if (this.#tokens.failure !== undefined) throw this.#tokens.failure;
  }

  /** Ends the timers. */
  [Symbol.dispose](): void {
    this.#logins[Symbol.dispose]();
    this.#tokens[Symbol.dispose]();
  }

  async #admissionOf(credentials: Credentials): Promise<Admission | undefined> {
    if (credentials.kind === "token") return await this.#tokenOf(credentials.token);
    return await this.#logins.admissionOf(credentials.cookie);
  }

  async #tokenOf(token: string): Promise<ValidToken | undefined> {
    return this.#tokens.find(await hashOf(token));
  }

  /** Refuses wrong credentials from `address`. @throws {AppError} 11002, 14001 */
  #refuse(address: string): never {
    this.#failures.count(address);
    throw new AppError("INVALID_TOKEN", "The token or login is wrong, revoked or expired");
  }
}
