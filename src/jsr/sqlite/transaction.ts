/** Database of a transaction. */
export interface TransactionHost {
  /** Whether no transaction is open. */
  readonly autocommit: boolean;
  /** Runs SQL. */
  exec(sql: string): unknown;
}

/** Function that runs inside a transaction, created by `Database.transaction`. */
export type Transaction<T extends (...args: never[]) => void> =
  & ((...args: Parameters<T>) => ReturnType<T>)
  & {
    /** Begins with `BEGIN`. */
    default: Transaction<T>;
    /** Begins with `BEGIN DEFERRED`, which locks at the first statement that needs a lock. */
    deferred: Transaction<T>;
    /** Begins with `BEGIN IMMEDIATE`, which locks out other writers at once. */
    immediate: Transaction<T>;
    /** Begins with `BEGIN EXCLUSIVE`, which outside WAL mode locks out readers too. */
    exclusive: Transaction<T>;
  };

/** Statements that begin, commit and undo a transaction. */
interface Bounds {
  readonly begin: string;
  readonly commit: string;
  readonly undo: readonly string[];
}

/** Statements of a savepoint. SQLite nests savepoints of one name and uses the innermost. */
const NESTED: Bounds = {
  begin: "SAVEPOINT nested",
  commit: "RELEASE nested",
  undo: ["ROLLBACK TO nested", "RELEASE nested"],
};

/**
 * Returns a function that runs `fn` inside a transaction.
 *
 * @param host Database of the transaction.
 * @param fn Function to run.
 */
export function makeTransaction<T extends (this: Transaction<T>, ...args: never[]) => void>(
  host: TransactionHost,
  fn: T,
): Transaction<T> {
  const variants = {
    default: wrap(host, fn, { begin: "BEGIN" }),
    deferred: wrap(host, fn, { begin: "BEGIN DEFERRED" }),
    immediate: wrap(host, fn, { begin: "BEGIN IMMEDIATE" }),
    exclusive: wrap(host, fn, { begin: "BEGIN EXCLUSIVE" }),
  };
  for (const variant of Object.values(variants)) Object.assign(variant, variants);
  return variants.default as Transaction<T>;
}

function wrap<T extends (this: Transaction<T>, ...args: never[]) => void>(
  host: TransactionHost,
  fn: T,
  { begin }: { begin: string },
): (...args: Parameters<T>) => ReturnType<T> {
  const outermost: Bounds = { begin, commit: "COMMIT", undo: ["ROLLBACK"] };
  return function (this: unknown, ...args: Parameters<T>): ReturnType<T> {
    const bounds = host.autocommit ? outermost : NESTED;
    host.exec(bounds.begin);
    try {
      const result = Reflect.apply(fn, this, args);
      host.exec(bounds.commit);
      return result;
    } catch (error) {
      // SQLite rolls back by itself after some failures, such as a full disk.
      if (!host.autocommit) bounds.undo.forEach((sql) => host.exec(sql));
      throw error;
    }
  };
}
