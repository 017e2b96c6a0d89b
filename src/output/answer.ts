/** End of a source: its error, or no property at a normal end. */
export type Ending = { readonly error: unknown } | Record<string, never>;

/** Answer of a source to one pull. */
export type Answer = string | Ending;

/**
 * Pulls once. Returns an error as an answer, so that an abandoned pull causes no unhandled
 * rejection.
 */
export async function answer(pulls: AsyncIterator<string>): Promise<Answer> {
  try {
    const { value, done } = await pulls.next();
    return done ? {} : value;
  } catch (error) {
    return { error };
  }
}
