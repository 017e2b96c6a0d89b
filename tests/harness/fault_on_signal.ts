// Loaded before the program by --preload: SIGUSR2 makes a promise reject that nothing awaits.
Deno.addSignalListener("SIGUSR2", () => void Promise.reject(new Error("planted fault")));
