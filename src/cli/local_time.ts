/** Formats an ISO 8601 time in the zone of this machine: `2026-01-31 09:00:00`. */
export function localTime(iso: string): string {
  return new Date(iso).toLocaleString("sv-SE");
}
