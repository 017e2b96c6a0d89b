import type { Database } from "@db/sqlite";

/** Each entry brings the tables from its index to the next version (`PRAGMA user_version`). Only ever append. */
const MIGRATIONS = [
  `CREATE TABLE known_hosts (
     address TEXT PRIMARY KEY, -- [host]:port
     fingerprint TEXT NOT NULL, -- SHA256:…
     first_seen TEXT NOT NULL -- ISO 8601, UTC
   ) STRICT`,

  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL, -- ssh_command, scp_transfer, open_terminal
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
] as const;

/** Brings the tables up to date, each step in a transaction of its own. */
export function migrate(database: Database): void {
  const [version = 0] = database.prepare("PRAGMA user_version").value<[number]>() ?? [];
  if (version > MIGRATIONS.length) {
    throw new Error(`the database is of version ${version}, newer than this program`);
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    })();
  }
}
