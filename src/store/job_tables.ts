/** SQL that creates the tables of the jobs. Never change it: a later migration does. */
export const JOB_TABLES = `
CREATE TABLE job_definitions (
  hash TEXT PRIMARY KEY, -- SHA-256 of the definition
  definition TEXT NOT NULL -- JSON
) STRICT;
CREATE TABLE jobs (
  name TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  source TEXT NOT NULL, -- name of the file; api
  updated_at TEXT NOT NULL,
  updated_by TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE schedule_fires (
  job TEXT NOT NULL,
  fire_at TEXT NOT NULL,
  run_id TEXT, -- NULL: the time was skipped
  PRIMARY KEY (job, fire_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE job_runs (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  job TEXT NOT NULL,
  hash TEXT NOT NULL,
  state TEXT NOT NULL,
  state_at TEXT NOT NULL,
  trigger TEXT NOT NULL,
  triggered_by TEXT,
  inputs TEXT NOT NULL, -- JSON
  today TEXT NOT NULL,
  servers TEXT NOT NULL, -- JSON: names; ["*"] = all servers
  start_key TEXT, -- of the request that started it, once a day
  retry_of TEXT,
  from_step TEXT,
  lease_id INTEGER,
  fence INTEGER, -- a change under a lower one is refused
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  error_code INTEGER,
  error_detail TEXT
) STRICT;
CREATE INDEX job_runs_by_start_key ON job_runs (start_key) WHERE start_key IS NOT NULL;
CREATE INDEX job_runs_by_job ON job_runs (job);
CREATE INDEX job_runs_by_hash ON job_runs (hash);
CREATE INDEX job_runs_by_state ON job_runs (state);
CREATE INDEX job_runs_by_ended_at ON job_runs (ended_at);
CREATE INDEX job_runs_open ON job_runs (id) WHERE ended_at IS NULL OR lease_id IS NOT NULL;
CREATE TABLE step_runs (
  run_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  try INTEGER NOT NULL,
  not_before TEXT,
  started_at TEXT,
  ended_at TEXT,
  exit_code INTEGER,
  signal TEXT,
  error_code INTEGER,
  error_detail TEXT,
  files INTEGER,
  bytes INTEGER,
  attempt_id TEXT,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (
  number INTEGER PRIMARY KEY, -- order of the plans
  id TEXT NOT NULL UNIQUE, -- also the name of its directory on the server
  run_id TEXT NOT NULL,
  path TEXT NOT NULL,
  no INTEGER NOT NULL,
  server_name TEXT,
  fence INTEGER, -- output under a lower one is refused
  nonce TEXT NOT NULL,
  state TEXT NOT NULL,
  recorded_bytes INTEGER NOT NULL,
  spool_start INTEGER,
  phrase_end INTEGER,
  launched_at TEXT,
  UNIQUE (run_id, path, no)
) STRICT;
CREATE INDEX attempts_to_clean ON attempts (run_id) WHERE state = 'ended';
CREATE TABLE attempt_output (
  attempt_id TEXT NOT NULL,
  offset INTEGER NOT NULL, -- in the output of the command
  data BLOB NOT NULL,
  UNIQUE (attempt_id, offset)
) STRICT;
CREATE TABLE step_decisions (
  run_id TEXT NOT NULL,
  path TEXT NOT NULL,
  decision TEXT NOT NULL,
  decided_by TEXT,
  comment TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX step_decisions_by_run ON step_decisions (run_id);
CREATE TRIGGER job_run_deleted AFTER DELETE ON job_runs BEGIN
  DELETE FROM step_runs WHERE run_id = old.run_id;
  DELETE FROM step_decisions WHERE run_id = old.run_id;
  DELETE FROM attempts WHERE run_id = old.run_id;
  DELETE FROM job_definitions WHERE hash = old.hash
    AND hash NOT IN (SELECT hash FROM jobs) AND hash NOT IN (SELECT hash FROM job_runs);
END;
CREATE TRIGGER attempt_deleted AFTER DELETE ON attempts
  BEGIN DELETE FROM attempt_output WHERE attempt_id = old.id; END`;
