import { effect } from "@preact/signals";
import { servers } from "../link/state.ts";
import { announce } from "./announce.tsx";
import { healthNewsTexts } from "./health_news_texts.ts";

/** Announces each change of a verdict once, and a first one that is bad. Called once. */
export function announceHealth(): void {
  let before: ReadonlyMap<string, boolean | undefined> = new Map();
  effect(() => {
    const now = new Map(
      servers.value.map(({ name, health }) => [
        name,
        health.last_checked === null ? undefined : health.is_healthy,
      ]),
    );
    const text = healthNewsTexts();
    for (const [name, isHealthy] of now) {
      if (isHealthy === undefined || !before.has(name)) continue;
      const wasHealthy = before.get(name) ?? true;
      if (isHealthy !== wasHealthy) announce(isHealthy ? text.healthy(name) : text.unhealthy(name));
    }
    before = now;
  });
}
