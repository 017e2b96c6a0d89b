/**
 * Has the browser ask before the page is left, and calls `save` when it is. Returns a function that
 * ends both.
 */
export function guardLeaving(save: () => void): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener("beforeunload", ask);
  addEventListener("pagehide", save);
  return () => {
    removeEventListener("beforeunload", ask);
    removeEventListener("pagehide", save);
  };
}
