import { AppError } from "../errors.ts";

/**
 * Makes this process the only one that uses the database at `path`, until it is disposed or the process dies: what another one has
 * under way looks like what a crash has left. The lock is on a file of its own beside it, as closing a second handle on the database's
 * own would take SQLite's locks away (https://sqlite.org/howtocorrupt.html, 2.2). Programs that only read are not kept out.
 *
 * @throws {AppError} 40000 when another process has it
 */
export function takeSoleUse(path: string): Disposable {
  const file = Deno.openSync(`${path}.lock`, { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new AppError(
    "DATABASE_CONNECTION_FAILED",
    "The database is in use by another process of this service: stop it, or set DATABASE_PATH to another file",
  );
}
