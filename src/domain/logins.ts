/** Login of a browser, which its cookie proves. */
export interface Login {
  /** SHA-256 of the cookie's value, in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the token that the browser presented, in hexadecimal. */
  readonly tokenSha256: string;
  /** End of the login, ISO 8601 in UTC. */
  readonly expiresAt: string;
}

/** Port to the stored logins, which survive a restart. Writes never fail: a record may wait. */
export interface LoginRecords {
  /** Returns all logins. @throws {Error} what the database throws */
  all(): Login[];
  /** Stores a login. */
  add(login: Login): void;
  /** Deletes a login. */
  remove(sha256: string): void;
}
