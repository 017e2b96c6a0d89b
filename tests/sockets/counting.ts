import type { Client } from "../harness/client.ts";

/** Command whose lines come one after the other for a second. */
export const COUNTING = "for i in $(seq 100); do echo line $i; sleep 0.01; done";

/** Numbers of the lines of {@linkcode COUNTING}. */
export const ALL_LINES = Array.from({ length: 100 }, (_, index) => index + 1);

/** Returns the numbers of the lines that {@linkcode COUNTING} has printed. */
export function linesOf(client: Client): number[] {
  return [...client.text().matchAll(/line (\d+)/g)].map(([, number]) => Number(number));
}
