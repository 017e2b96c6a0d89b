import { AppError } from "../errors.ts";

/** Subprotocol that a handshake may offer beside its token (RFC 6455, 1.9). */
const SUBPROTOCOL = "pink-page";

/**
 * Answers a WebSocket handshake (RFC 6455, 4.2) and hands the WebSocket to `adopt`. Deno's own ping
 * is off: it queues behind the data and would close a slow reader.
 *
 * @throws {AppError} 12000 when the request is no valid handshake
 */
export function upgrade(request: Request, adopt: (socket: WebSocket) => void): Response {
  const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
  const isKnown = offered.some((name) => name.trim() === SUBPROTOCOL);
  const protocol = isKnown ? { protocol: SUBPROTOCOL } : {};
  try {
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0, ...protocol });
    adopt(socket);
    return response;
  } catch (cause) {
    throw new AppError("VALIDATION_FAILED", "The request is not a WebSocket handshake", { cause });
  }
}

/** Checks whether `request` asks for a WebSocket. */
export function asksForWebSocket(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}
