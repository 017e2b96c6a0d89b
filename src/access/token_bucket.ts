/** Options for {@linkcode TokenBucket}. */
export interface TokenBucketOptions {
  /** Number of tokens that come back in a second. */
  readonly perSecond: number;
  /** Maximum number of tokens, with which the bucket starts. */
  readonly burst: number;
  /** Clock, in milliseconds. Default: `performance.now`. */
  readonly nowMs?: () => number;
}

/** Limit of a rate: each event takes a token, and tokens come back at a steady rate. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #nowMs: () => number;
  #tokens: number;
  #atMs: number;

  /** Creates a full bucket. */
  constructor({ perSecond, burst, nowMs = () => performance.now() }: TokenBucketOptions) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#nowMs = nowMs;
    this.#tokens = burst;
    this.#atMs = nowMs();
  }

  /** Takes a token. Returns false when there is none. */
  take(): boolean {
    const nowMs = this.#nowMs();
    const back = (nowMs - this.#atMs) / 1000 * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + back);
    this.#atMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
