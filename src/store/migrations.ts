import type { Database } from "@db/sqlite";

/** Each entry brings the tables from its index to the next version (`PRAGMA user_version`). Only ever append. */
const MIGRATIONS = [
  `CREATE TABLE known_hosts (
     address TEXT PRIMARY KEY, -- [host]:port
     fingerprint TEXT NOT NULL, -- SHA256:…
     first_seen TEXT NOT NULL -- ISO 8601, UTC
   ) STRICT`,
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
