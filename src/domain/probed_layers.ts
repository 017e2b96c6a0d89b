import type { ProbedLayer, ProbedLayers } from "../protocol/probe_events.ts";
import type { Server } from "./server.ts";

/** Layer of a connection to a server. */
export type Layer = keyof ProbedLayers;

/** Layers in the order in which a connection passes them. */
export const LAYERS = ["tcp", "banner", "kex", "login"] as const satisfies readonly Layer[];

/** Layer that was tried, and its result. */
export interface LayerStep {
  /** Layer. */
  readonly layer: Layer;
  /** Result. */
  readonly result: ProbedLayer;
}

/**
 * Port that tries a server layer by layer, and disconnects. Yields each layer that was reached, as
 * soon as its result is known. Remembers no host key, and waits for no place among the connections.
 *
 * @throws {AppError} 41000, or the reason of `signal`
 */
export type ProbeLayers = (
  server: Server,
  options: { readonly signal: AbortSignal },
) => AsyncGenerator<LayerStep, void>;

/** Port that tries servers, and knows what they have passed lately. */
export interface LayerProbes {
  /** Tries a server, and remembers what it passes. */
  readonly probe: ProbeLayers;
  /** Checks whether a server passed `layer` at most `maxAgeMs` ago, and failed no sweep since. */
  hasPassed(server: string, check: { readonly layer: Layer; readonly maxAgeMs: number }): boolean;
}
