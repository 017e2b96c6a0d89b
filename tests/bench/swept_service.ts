// The service with a sweep on SIGUSR2 instead of a schedule.
import { openApp } from "../../src/app.ts";
import { parseConfig } from "../../src/config/config.ts";

if (import.meta.main) {
  const stopping = new AbortController();
  const app = await openApp(parseConfig(Deno.env.toObject()));
  Deno.addSignalListener("SIGUSR2", () => void app.sweepHealth(stopping.signal));
  Deno.addSignalListener("SIGTERM", () => {
    stopping.abort();
    void app[Symbol.asyncDispose]().then(() => Deno.exit(0));
  });
}
