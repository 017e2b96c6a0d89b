/** Why a source gives no more. */
export type Ending = { readonly error: unknown } | Record<string, never>;

/** What a source gives, or its ending. */
export type Answer = string | Ending;

/** Pulls once. An error is an answer too, so that a pull nobody waits for any more can not be an unhandled rejection. */
export async function answer(pulls: AsyncIterator<string>): Promise<Answer> {
  try {
    const { value, done } = await pulls.next();
    return done ? {} : value;
  } catch (error) {
    return { error };
  }
}
