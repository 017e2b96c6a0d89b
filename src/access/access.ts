import { type Admission, OPEN } from "../domain/admission.ts";
import type { RequiredRole } from "../protocol/user.ts";
import type { Sender } from "./proxies.ts";
import type { TokenEntry } from "./token_list.ts";

/** Client that sent a request, and what it asks for. */
export interface Visit extends Sender {
  /** Role that the route needs. */
  readonly role: RequiredRole;
}

/** Gate of the service. */
export interface Access {
  /** Tokens that are in force. */
  readonly tokens: readonly TokenEntry[];
  /** Whether everybody is admitted. */
  readonly isOpen: boolean;
  /** Logins of browsers; undefined without authentication. */
  readonly browsers?: BrowserGate;
  /**
   * Returns the admission that the credentials of `request` give; that of a stranger for a route
   * that is open to anyone.
   *
   * @throws {AppError} 11000 without credentials, 11002 with wrong ones, 12000 for a token in the
   * query, 14001 after too many failures
   */
  admit(request: Request, visit: Visit): Promise<Admission>;
  /** Checks that the tokens can be read. @throws {AppError} 10001 */
  check(): void;
}

/** Gate of browsers, which present a cookie instead of a token. */
export interface BrowserGate {
  /**
   * Starts a login with `token`. Returns the value of its cookie.
   *
   * @throws {AppError} 11002 when no valid token is that, 14001 after too many failures
   */
  logIn(
    token: string,
    sender: Sender,
  ): Promise<{ readonly cookie: string; readonly admission: Admission }>;
  /** Returns the admission of a request's login, if it has a valid one. */
  loginOf(request: Request, sender: Sender): Promise<Admission | undefined>;
  /** Ends the login of a request. Its sockets are closed with 1008. */
  logOut(request: Request, sender: Sender): Promise<void>;
}

/** Gate without authentication: every request is admitted. */
export const OPEN_ACCESS: Access = {
  tokens: [],
  isOpen: true,
  admit: () => Promise.resolve(OPEN),
  check: () => {},
};
