import type { Database } from "@db/sqlite";
import { JOB_TABLES } from "./job_tables.ts";

/**
 * SQL that brings the tables from each version (`PRAGMA user_version`), the index of its entry, to
 * the next one. Only ever append.
 */
export const MIGRATIONS = [
  `CREATE TABLE known_hosts (
     address TEXT PRIMARY KEY, -- [host]:port
     fingerprint TEXT NOT NULL, -- SHA256:…
     first_seen TEXT NOT NULL -- ISO 8601, UTC
   ) STRICT`,

  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL, -- the type of the message that asked for it
     connection_id TEXT NOT NULL,
     peer_address TEXT NOT NULL,
     server_name TEXT,
     transfer_name TEXT,
     command TEXT,
     started_at TEXT NOT NULL, -- ISO 8601, UTC, with milliseconds, as every time in a TEXT
     ended_at TEXT,
     ending TEXT, -- complete, error, cancelled, interrupted; NULL while it runs
     exit_code INTEGER,
     error_code INTEGER,
     bytes INTEGER NOT NULL DEFAULT 0,
     files INTEGER,
     duration_ms INTEGER
   ) STRICT;
   CREATE INDEX runs_by_kind ON runs (kind);
   CREATE INDEX runs_by_connection_id ON runs (connection_id);
   CREATE INDEX runs_by_server_name ON runs (server_name);
   CREATE INDEX runs_by_transfer_name ON runs (transfer_name);
   CREATE INDEX runs_by_started_at ON runs (started_at);
   CREATE INDEX runs_by_ending ON runs (ending)`,

  `CREATE TABLE holds (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL, -- session, lock
     connection_id TEXT NOT NULL,
     peer_address TEXT NOT NULL,
     started_at TEXT NOT NULL,
     ended_at TEXT,
     ended_by TEXT -- released, expired, disconnected, interrupted; NULL while it is held
   ) STRICT;
   CREATE INDEX holds_by_kind ON holds (kind);
   CREATE INDEX holds_by_started_at ON holds (started_at);
   CREATE INDEX holds_by_ended_by ON holds (ended_by)`,

  // There may be 10 million samples, of 500 servers. In the order of their sweeps, they are
  // appended and deleted side by side. In the order of their servers, each sweep would change a
  // page per server.
  `CREATE TABLE server_health (
     id INTEGER PRIMARY KEY,
     server_name TEXT NOT NULL UNIQUE,
     is_healthy INTEGER NOT NULL,
     last_checked TEXT NOT NULL,
     consecutive_failures INTEGER NOT NULL,
     consecutive_successes INTEGER NOT NULL,
     latency_ms REAL,
     last_error TEXT
   ) STRICT;
   CREATE TABLE health_sweeps (
     swept_at INTEGER PRIMARY KEY -- its first probe, in milliseconds since 1970
   ) STRICT;
   CREATE TABLE health_samples (
     swept_at INTEGER NOT NULL,
     server_id INTEGER NOT NULL,
     after_ms INTEGER NOT NULL, -- from swept_at to this probe
     ok INTEGER NOT NULL,
     latency_ms REAL,
     error TEXT,
     PRIMARY KEY (swept_at, server_id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE health_transitions (
     id INTEGER PRIMARY KEY,
     server_id INTEGER NOT NULL,
     changed_at TEXT NOT NULL,
     is_healthy INTEGER NOT NULL,
     error TEXT
   ) STRICT;
   CREATE INDEX health_transitions_by_server ON health_transitions (server_id, changed_at);
   CREATE INDEX health_transitions_by_changed_at ON health_transitions (changed_at)`,

  `CREATE TABLE host_key_types (
     fingerprint TEXT PRIMARY KEY, -- of a remembered or pinned key: SHA256:…
     type TEXT NOT NULL -- ssh-ed25519, ssh-rsa, …
   ) STRICT`,

  // An older row gets a UUID of version 7 (RFC 9562, 5.7) made from its start, in milliseconds, and
  // its id.
  `ALTER TABLE runs ADD COLUMN operation_id TEXT;
   UPDATE runs SET operation_id = (
     SELECT substr(ms, 1, 8) || '-' || substr(ms, 9) || '-7000-8' || substr(number, 1, 3) || '-' ||
       substr(number, 4)
     FROM (
       SELECT
         printf('%012x', unixepoch(started_at) * 1000 + CAST(substr(started_at, 21, 3) AS INTEGER))
           AS ms,
         printf('%015x', id) AS number
     )
   );
   CREATE INDEX runs_by_operation_id ON runs (operation_id)`,

  `CREATE TABLE installation (
     id TEXT NOT NULL -- random, made with the table
   ) STRICT;
   INSERT INTO installation VALUES (lower(hex(randomblob(16))))`,

  // Indexes keep their names when their table is renamed.
  `ALTER TABLE runs RENAME TO operations;
   DROP INDEX runs_by_kind;
   DROP INDEX runs_by_connection_id;
   DROP INDEX runs_by_server_name;
   DROP INDEX runs_by_transfer_name;
   DROP INDEX runs_by_started_at;
   DROP INDEX runs_by_ending;
   DROP INDEX runs_by_operation_id;
   CREATE INDEX operations_by_kind ON operations (kind);
   CREATE INDEX operations_by_connection_id ON operations (connection_id);
   CREATE INDEX operations_by_server_name ON operations (server_name);
   CREATE INDEX operations_by_transfer_name ON operations (transfer_name);
   CREATE INDEX operations_by_started_at ON operations (started_at);
   CREATE INDEX operations_by_ending ON operations (ending);
   CREATE INDEX operations_by_operation_id ON operations (operation_id);
   ALTER TABLE holds RENAME TO leases;
   DROP INDEX holds_by_kind;
   DROP INDEX holds_by_started_at;
   DROP INDEX holds_by_ended_by;
   CREATE INDEX leases_by_kind ON leases (kind);
   CREATE INDEX leases_by_started_at ON leases (started_at);
   CREATE INDEX leases_by_ended_by ON leases (ended_by)`,

  `CREATE TABLE logins (
     sha256 TEXT PRIMARY KEY, -- of the cookie's value, in hexadecimal
     token_sha256 TEXT NOT NULL,
     expires_at TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE audit (
     id INTEGER PRIMARY KEY, -- without gaps
     at TEXT NOT NULL,
     action TEXT NOT NULL, -- anchor: the last of the older rows, which keeps id, at and hash
     name TEXT,
     address TEXT,
     connection_id TEXT,
     operation_id TEXT,
     subject TEXT,
     outcome TEXT,
     detail TEXT,
     hash TEXT NOT NULL -- sha256(json_array(the columns before it, hash of the row before))
   ) STRICT;
   CREATE INDEX audit_by_at ON audit (at);
   CREATE INDEX audit_by_action ON audit (action);
   CREATE INDEX audit_by_name ON audit (name);
   CREATE INDEX audit_by_connection_id ON audit (connection_id)`,

  `ALTER TABLE operations ADD COLUMN name TEXT; -- of the client at the start
   CREATE INDEX operations_by_name ON operations (name)`,

  // The size of a text comes before it: a list of operations reads no text.
  `ALTER TABLE operations ADD COLUMN output_total INTEGER; -- bytes; NULL: not recorded
   CREATE TABLE operation_outputs (
     id INTEGER PRIMARY KEY, -- of the operation
     bytes INTEGER NOT NULL,
     text BLOB NOT NULL -- UTF-8
   ) STRICT;
   CREATE TABLE output_size (
     bytes INTEGER NOT NULL -- of all outputs
   ) STRICT;
   INSERT INTO output_size VALUES (0);
   CREATE TRIGGER output_kept AFTER INSERT ON operation_outputs
     BEGIN UPDATE output_size SET bytes = bytes + new.bytes; END;
   CREATE TRIGGER output_dropped AFTER DELETE ON operation_outputs
     BEGIN UPDATE output_size SET bytes = bytes - old.bytes; END;
   CREATE TRIGGER operation_deleted AFTER DELETE ON operations
     BEGIN DELETE FROM operation_outputs WHERE id = old.id; END`,

  `CREATE TABLE counters (
     name TEXT PRIMARY KEY, -- lease: numbers of leases and of their grants
     reserved INTEGER NOT NULL -- no greater number was used
   ) STRICT, WITHOUT ROWID;
   INSERT INTO counters VALUES ('lease', 0);
   CREATE TABLE run_leases (
     id INTEGER PRIMARY KEY, -- of the lease
     run_id TEXT NOT NULL UNIQUE,
     owner_name TEXT,
     servers TEXT NOT NULL, -- JSON: an array of names, or "*" for all servers
     reason TEXT,
     fence INTEGER NOT NULL UNIQUE, -- number of the grant
     since TEXT NOT NULL -- ISO 8601, UTC
   ) STRICT`,

  JOB_TABLES,
] as const;

/** Error of a database that a newer program wrote. */
export class NewerDatabaseError extends Error {}

/**
 * Returns the version of the tables.
 *
 * @throws {NewerDatabaseError} when a newer program wrote it, and what SQLite throws
 */
export function readVersion(database: Database): number {
  const [version = 0] = database.prepare("PRAGMA user_version").value<[number]>() ?? [];
  if (version <= MIGRATIONS.length) return version;
  throw new NewerDatabaseError(
    `the database is of version ${version}, newer than this program: start the newer program`,
  );
}

/**
 * Brings the tables up to date, each version in a transaction of its own.
 *
 * @throws {NewerDatabaseError} when a newer program wrote it, and what SQLite throws
 */
export function migrate(database: Database): void {
  const version = readVersion(database);
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    })();
  }
}
