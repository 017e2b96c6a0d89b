/** Prefix of all keys. */
const PREFIX = "pink-page.";

/**
 * Notes a JSON value in the memory of the tab, which survives reloads and crashes. Returns whether
 * there was room for it.
 */
export function remember(key: string, value: unknown): boolean {
  return rememberText(key, JSON.stringify(value));
}

/** Notes a text as {@linkcode remember} does, in less room and time than as a JSON value. */
export function rememberText(key: string, text: string): boolean {
  try {
    sessionStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

/** Returns a value from the memory of the tab. */
export function recall<Value>(key: string): Value | undefined {
  const text = recallText(key);
  return text === undefined ? undefined : JSON.parse(text) as Value;
}

/** Returns a text from the memory of the tab. */
export function recallText(key: string): string | undefined {
  return sessionStorage.getItem(PREFIX + key) ?? undefined;
}

/** Removes a value from the memory of the tab. */
export function forget(key: string): void {
  sessionStorage.removeItem(PREFIX + key);
}
