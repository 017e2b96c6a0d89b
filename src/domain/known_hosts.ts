/** Host key that a server presents. */
export interface HostKey {
  /** Type in SSH's words, for example `ssh-ed25519`. */
  readonly type: string;
  /** Fingerprint: `SHA256:…`. */
  readonly fingerprint: string;
}

/** Port to the remembered host keys, by `[host]:port` as in OpenSSH's `known_hosts`. */
export interface KnownHosts {
  /**
   * Returns the remembered fingerprint of `address`.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  fingerprintOf(address: string): string | undefined;
  /**
   * Remembers the key of the first connection to `address`. A later key does not replace it.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  remember(address: string, fingerprint: string): void;
  /**
   * Returns the type of the key with `fingerprint`, once a server has proved that it owns that key.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  typeOf(fingerprint: string): string | undefined;
  /**
   * Remembers the type of a key, which never changes.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  rememberType(key: HostKey): void;
}
