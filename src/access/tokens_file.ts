import { AppError, reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { MISSING, OPEN_TO_OTHERS, versionOf } from "./file_version.ts";
import { parseTokenList, type TokenEntry } from "./token_list.ts";
import { type TokenChange, type ValidToken, ValidTokens } from "./valid_tokens.ts";

/** Options for {@linkcode TokensFile}. */
export interface TokensFileOptions {
  /** Log for faults of the file. */
  readonly log: Log;
  /** Called with each token that was added, changed, revoked, or has expired. */
  readonly onChange: (change: TokenChange) => void;
}

/** Interval at which the file is looked at, in milliseconds: a revocation takes effect in 1 s. */
const POLL_MS = 500;

/**
 * Tokens of `TOKENS_FILE`, which is read again when it changes. A file that is missing is an empty
 * list. While the file is broken, or others can read it, the last good list stays in force.
 * Disposing it ends the reading.
 */
export class TokensFile implements Disposable {
  readonly #path: string;
  readonly #options: TokensFileOptions;
  readonly #tokens = new ValidTokens();
  #poll: ReturnType<typeof setInterval> | undefined;
  /** Version of the good file that was read last. */
  #version: string | undefined;
  #failure: AppError | undefined;
  /** Reason of the failure that was logged last. */
  #reason: string | undefined;
  #isReading = false;

  private constructor(path: string, options: TokensFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  /**
   * Reads the file, and then reads it again whenever it changes.
   *
   * @throws {Error} that names `TOKENS_FILE` when the file is broken, or others can read it
   */
  static async open(path: string, options: TokensFileOptions): Promise<TokensFile> {
    const file = new TokensFile(path, options);
    try {
      file.#tokens.replace(await file.#readChanged() ?? []);
    } catch (cause) {
      throw new Error(`TOKENS_FILE cannot be used: ${reasonOf(cause)}`);
    }
    file.#poll = setInterval(() => void file.#refresh(), POLL_MS);
    return file;
  }

  /** Reason why the last good list stays in force: 10001. `undefined` while the file is good. */
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** Tokens that are in force. */
  get entries(): readonly TokenEntry[] {
    return this.#tokens.entries;
  }

  /** Returns the valid token with this hash. */
  find(sha256: string): ValidToken | undefined {
    return this.#tokens.find(sha256);
  }

  /** Ends the reading. */
  [Symbol.dispose](): void {
    clearInterval(this.#poll);
  }

  /** Reads a changed file, and ends the tokens that have expired. */
  async #refresh(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const entries = await this.#readChanged();
      this.#recover();
      if (entries !== undefined) this.#tokens.replace(entries).forEach(this.#options.onChange);
    } catch (cause) {
      this.#fail(cause);
    }
    this.#isReading = false;
    this.#tokens.expire().forEach(this.#options.onChange);
  }

  /**
   * Returns the list of a file that has changed, and `undefined` for the good version read before.
   * A file that cannot be used is read again each time: the reason can lie outside the file.
   *
   * @throws {Error} when the file cannot be used
   */
  async #readChanged(): Promise<TokenEntry[] | undefined> {
    const version = await versionOf(this.#path);
    if (version === this.#version) return undefined;
    if (version.startsWith(OPEN_TO_OTHERS)) {
      throw new Error("others can read or write the file; set its mode to 0600");
    }
    const entries = version === MISSING ? [] : parseTokenList(await Deno.readTextFile(this.#path));
    this.#version = version;
    return entries;
  }

  /** Records a failure. A reason is logged once. */
  #fail(cause: unknown): void {
    const { log } = this.#options;
    const reason = reasonOf(cause);
    this.#failure = new AppError(
      "SERVICE_UNAVAILABLE",
      "TOKENS_FILE cannot be used; the last good list stays in force",
      { cause },
    );
    if (reason === this.#reason) return;
    this.#reason = reason;
    log.error("tokens file cannot be used; the last good list stays in force", {
      variable: "TOKENS_FILE",
      reason,
    });
  }

  #recover(): void {
    if (this.#failure !== undefined) this.#options.log.info("tokens file can be used again");
    this.#failure = undefined;
    this.#reason = undefined;
  }
}
