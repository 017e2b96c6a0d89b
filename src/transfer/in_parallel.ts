/**
 * Calls `run` for every item in order, with at most `limit` calls at once. The first failure starts
 * no more calls: `onFailure` is called with it at once, and it is thrown when all calls have ended.
 */
export async function inParallel<Item>(
  items: Iterable<Item>,
  { limit, run, onFailure = () => {} }: {
    readonly limit: number;
    readonly run: (item: Item) => Promise<unknown>;
    readonly onFailure?: (cause: unknown) => void;
  },
): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failure: { readonly cause: unknown } | undefined;
  const work = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      if (failure !== undefined) return;
      try {
        await run(next.value);
      } catch (cause) {
        if (failure !== undefined) return;
        failure = { cause };
        onFailure(cause);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failure !== undefined) throw failure.cause;
}
