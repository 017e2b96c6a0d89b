import type { Health } from "../domain/health.ts";
import type { Layer, LayerProbes, LayerStep, ProbeLayers } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";

/** Options for {@linkcode PassedLayers}. */
export interface PassedLayersOptions {
  /** Tries servers. */
  readonly probeLayers: ProbeLayers;
  /** Health of the servers, whose sweeps read the banner. */
  readonly health: Health;
}

/** Layers that servers have passed lately: in probes of clients and jobs, and in sweeps. */
export class PassedLayers implements LayerProbes {
  readonly #options: PassedLayersOptions;
  /** Times of the last good results, in milliseconds since 1970, by server and layer. */
  readonly #passed = new Map<string, Map<Layer, number>>();

  /** Creates it without a result. */
  constructor(options: PassedLayersOptions) {
    this.#options = options;
  }

  /**
   * Tries a server, and remembers what it passes.
   *
   * @throws {AppError} 41000, or the reason of the signal
   */
  async *probe(
    server: Server,
    options: { readonly signal: AbortSignal },
  ): AsyncGenerator<LayerStep, void> {
    const passed = new Map<Layer, number>();
    this.#passed.set(server.name, passed);
    for await (const step of this.#options.probeLayers(server, options)) {
      if (step.result.ok) passed.set(step.layer, Date.now());
      yield step;
    }
  }

  /** Checks whether a server passed `layer` at most `maxAgeMs` ago, and failed no sweep since. */
  hasPassed(
    server: string,
    { layer, maxAgeMs }: { readonly layer: Layer; readonly maxAgeMs: number },
  ): boolean {
    const { [server]: status } = this.#options.health.statuses();
    const { last_checked, consecutive_failures = 0 } = status ?? {};
    if (consecutive_failures > 0) return false;
    const swept = layer === "banner" && last_checked ? Date.parse(last_checked) : -Infinity;
    const passed = this.#passed.get(server)?.get(layer) ?? -Infinity;
    const ageMs = Date.now() - Math.max(swept, passed);
    return ageMs >= 0 && ageMs <= maxAgeMs;
  }
}
