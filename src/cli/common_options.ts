/** Options of every command that speaks to a service. */
export interface CommonOptions {
  /** Address of the service. */
  readonly url?: string;
  /** Path of a file with the token. */
  readonly tokenFile?: string;
  /** Whether standard output gets JSON: an event or a record a line. */
  readonly json?: boolean;
  /** Whether notes and progress are left out, and answers that are no remote output. */
  readonly quiet?: boolean;
}

/** Options of the commands that take the lock or a session. */
export interface HeldOptions extends CommonOptions {
  /** Whether to wait while others hold it, or the maximum time in seconds. */
  readonly wait?: true | number;
}
