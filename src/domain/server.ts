/** SSH server and its login. Holds secrets: never log or send it whole. */
export interface Server {
  /** Name in messages, in lower case. */
  readonly name: string;
  /** Text for people that tells servers apart, such as `production`. */
  readonly label?: string;
  /** Address or host name. */
  readonly host: string;
  /** TCP port of the SSH server. */
  readonly port: number;
  /** Name of the user who logs in. */
  readonly username: string;
  /** Password for the methods `password` and `keyboard-interactive`. */
  readonly password?: string;
  /** Path of the private key, which is read at every login. */
  readonly keyFile?: string;
  /** Passphrase of the private key. */
  readonly keyPassphrase?: string;
  /** Pinned host key, as `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly hostKey?: string;
  /** Set of SSH algorithms; `legacy` adds those of servers of before 2014. Default: `modern`. */
  readonly algorithms?: "modern" | "legacy";
  /**
   * Whether the server may keep commands, with files in `~/.pink-page`. Default: `on`.
   */
  readonly detach?: "on" | "off";
  /** Encoding of terminals and file names: a label of the WHATWG Encoding Standard. */
  readonly encoding: string;
}
