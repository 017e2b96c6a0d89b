// Service that ends itself by SIGKILL at a point in the work of a run, as a crash does.
// Usage: crash_service.ts POINT [N]: at the N-th time, counted from 1.
import { openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";

const [point = "", nth = "1"] = Deno.args;
let count = 0;
await openApp(await loadConfig(), {
  checkpoint: (reached) => {
    if (reached === point && ++count === Number(nth)) Deno.kill(Deno.pid, "SIGKILL");
  },
});
