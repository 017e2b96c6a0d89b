/** Phrase for a server that did not answer before the deadline. */
export const LATE = "did not answer in time";
/** Phrase for a server that closed the connection before its identification line. */
export const CLOSED = "closed the connection";
/** Phrase for a port that accepts connections and sends nothing. */
export const SILENT = "accepted the connection and said nothing";
/** Phrase for a server whose first line is no SSH identification. */
export const NO_SSH = "answered, but not as an SSH server";

/** Phrase for a service without a free file descriptor. */
const TOO_MANY_FILES =
  "could not be connected to: the service has too many open files, raise its limit (ulimit -n)";

/** Phrases for the codes of socket errors, in Deno as in Node. */
const PHRASES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: CLOSED,
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  EHOSTUNREACH: "could not be reached: there is no route to it",
  ENETUNREACH: "could not be reached: its network is unreachable",
  ENOTCONN: CLOSED, // A connection was reset before Deno read its addresses.
  ENOTFOUND: "has a host name that does not resolve",
  EPIPE: CLOSED,
  ETIMEDOUT: LATE,
};

/**
 * Returns a phrase for a failed connection, which follows the name of the server. It holds no
 * address and no stack.
 */
export function connectFault(cause: unknown): string {
  return PHRASES[codeOf(cause)] ?? "could not be reached";
}

/** Returns the code of a socket error. A failed lookup has neither a code nor a class in Deno. */
function codeOf(cause: unknown): string {
  if (cause instanceof URIError || /lookup address/.test(String(cause))) return "ENOTFOUND";
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
