import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthContext } from "../ssh2/ssh2.ts";

/** User of a demo host. */
export interface Account {
  /** Name of the user. */
  readonly username: string;
  /** Password, which is never logged. */
  readonly password: string;
  /** Absolute path of the home folder, in which every shell starts. */
  readonly home: string;
}

/**
 * Accepts or rejects a login attempt by password or keyboard-interactive. User name and password
 * are compared in constant time.
 */
export function decideLogin(attempt: AuthContext, account: Account): void {
  const expected = digest(account.username, account.password);
  const decide = (password: string | undefined) => {
    const given = digest(attempt.username, password ?? "");
    if (timingSafeEqual(given, expected)) attempt.accept();
    else attempt.reject(["password", "keyboard-interactive"]);
  };
  if (attempt.method === "password") decide(attempt.password);
  else if (attempt.method === "keyboard-interactive") {
    // ssh2 passes an Error when the client starts another attempt instead of answering.
    attempt.prompt([{ prompt: "Password: ", echo: false }], (answers: string[] | Error) => {
      if (Array.isArray(answers)) decide(answers[0]);
    });
  } else attempt.reject(["password", "keyboard-interactive"]);
}

/**
 * Returns the whole environment of a program on the host. The service's own environment, which
 * holds passwords, is not inherited.
 */
export function accountEnvironment(
  { home, username }: Account,
  { shell, term }: { shell: string; term?: string },
): Record<string, string> {
  return {
    HOME: home,
    USER: username,
    LOGNAME: username,
    SHELL: shell,
    PATH: `${home}/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin`,
    LANG: "C.UTF-8",
    ...(term === undefined ? {} : { TERM: term }),
  };
}

/** Returns a digest of fixed length, for `timingSafeEqual`. */
function digest(username: string, password: string): Buffer {
  return createHash("sha256").update(`${username}\0${password}`).digest();
}
