import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthContext } from "../ssh2/ssh2.ts";

/** The one user of a demo host. */
export interface Account {
  /** Compared in full, as the password is. */
  readonly username: string;
  /** Never logged. */
  readonly password: string;
  /** Absolute path of the home folder, where every shell starts. */
  readonly home: string;
}

/** Decides one login attempt: password or keyboard-interactive, compared in constant time. */
export function decideLogin(attempt: AuthContext, account: Account): void {
  const expected = digest(account.username, account.password);
  const decide = (password: string | undefined) => {
    const given = digest(attempt.username, password ?? "");
    if (timingSafeEqual(given, expected)) attempt.accept();
    else attempt.reject(["password", "keyboard-interactive"]);
  };
  if (attempt.method === "password") decide(attempt.password);
  else if (attempt.method === "keyboard-interactive") {
    // A client that starts another attempt instead of answering makes ssh2 hand over an Error in place of the answers.
    attempt.prompt([{ prompt: "Password: ", echo: false }], (answers: string[] | Error) => {
      if (Array.isArray(answers)) decide(answers[0]);
    });
  } else attempt.reject(["password", "keyboard-interactive"]);
}

/**
 * Everything that a program of the host finds in its environment. Nothing is inherited: the service's own environment
 * holds passwords.
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

/** Of one length whatever the input, as timingSafeEqual wants it. */
function digest(username: string, password: string): Buffer {
  return createHash("sha256").update(`${username}\0${password}`).digest();
}
