import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../client/mod.ts";
import { client, link } from "../link/link.ts";

/** Minimum time between two readings for the same key, in milliseconds. */
const PAUSE_MS = 1_000;

/** Options for {@linkcode useRead}. */
export interface ReadOptions {
  /** Name of what is read. Another one is read at once, the same one at most once a second. */
  readonly key: string;
  /** Value whose change has it read again. */
  readonly version?: unknown;
}

/** Result of {@linkcode useRead}. The last good value stays beside an error. */
export interface Read<Value> {
  /** Key of the value. */
  readonly key?: string;
  /** Value; undefined before the first one. */
  readonly value?: Value;
  /** Error of the last reading; undefined when it was good. */
  readonly error?: unknown;
}

/** Reads from the service, and again after each change and each loss of the connection. */
export function useRead<Value>(
  read: (client: Client) => Promise<Value>,
  { key, version }: ReadOptions,
): Read<Value> {
  const [result, setResult] = useState<Read<Value>>({});
  const last = useRef({ key: "", at: 0 });
  const isOpen = link.value.name === "open";
  const current = useRef<string | undefined>(undefined);
  useEffect(() => {
    current.current = key;
    const of = client.peek();
    if (!isOpen || of === undefined) return;
    const waitMs = last.current.key === key ? last.current.at + PAUSE_MS - Date.now() : 0;
    const timer = setTimeout(() => {
      last.current = { key, at: Date.now() };
      const take = (next: (before: Read<Value>) => Read<Value>) => {
        if (current.current === key) setResult(next);
      };
      read(of).then(
        (value) => take(() => ({ key, value })),
        (error) => take((before) => ({ ...(before.key === key ? before : { key }), error })),
      );
    }, Math.max(0, waitMs));
    return () => clearTimeout(timer);
  }, [key, version, isOpen]);
  useEffect(() => () => void (current.current = undefined), []);
  return result;
}
