// Preloaded with `--preload`: on SIGUSR2 a promise rejects that nothing awaits.
Deno.addSignalListener("SIGUSR2", () => void Promise.reject(new Error("planted fault")));
