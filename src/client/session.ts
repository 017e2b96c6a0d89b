import type { PinkPageError } from "./error.ts";

/** Exclusive use of the servers. Disposing it ends it. */
export interface Session extends AsyncDisposable {
  /**
   * Settles when it is over: with an error when it expired (50002), was ended by an administrator
   * or was lost. Never rejects.
   */
  readonly ended: Promise<PinkPageError | undefined>;
  /** Secret with which others join it, by `Client.join`; null when it is unknown. */
  readonly token: string | null;
  /** Cancels what runs in it, and ends it. */
  end(): Promise<void>;
}
