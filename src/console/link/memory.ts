/** Prefix of all keys. */
const PREFIX = "pink-page.";

/**
 * Notes a JSON value in the memory of the tab, which survives reloads and crashes. Returns whether
 * there was room for it.
 */
export function remember(key: string, value: unknown): boolean {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Returns a value from the memory of the tab. */
export function recall<Value>(key: string): Value | undefined {
  const text = sessionStorage.getItem(PREFIX + key);
  return text === null ? undefined : JSON.parse(text) as Value;
}

/** Removes a value from the memory of the tab. */
export function forget(key: string): void {
  sessionStorage.removeItem(PREFIX + key);
}
