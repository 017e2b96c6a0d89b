/** SSH server and its login. Holds secrets: never log or send it whole. */
export interface Server {
  /** Name in messages, in lower case. */
  readonly name: string;
  /** Address or host name. */
  readonly host: string;
  /** TCP port of its SSH server. */
  readonly port: number;
  /** Name of the user who logs in. */
  readonly username: string;
  /** Password for the methods `password` and `keyboard-interactive`. */
  readonly password?: string;
  /** Path of a private key, read at every login. */
  readonly keyFile?: string;
  /** Passphrase of the private key. */
  readonly keyPassphrase?: string;
  /** Pinned host key, as `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly hostKey?: string;
  /**
   * `legacy` also offers the old algorithms that servers of before 2014 need. Default: `modern`.
   */
  readonly algorithms?: "modern" | "legacy";
  /**
   * Character encoding of its terminals and file names, a label of the WHATWG Encoding Standard.
   */
  readonly encoding: string;
}
