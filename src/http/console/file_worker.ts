import type { Made } from "./make_files.ts";

/** Name of the worker in which this module makes the files. */
const NAME = "console";

/** Message of the worker: what it has made, or that all is made. */
type Message = Made | "done";

/** Making of the files of the console. Disposing it ends it. */
export interface Making extends Disposable {
  /** Settles when all is made. Rejects when a file cannot be made. */
  readonly done: Promise<void>;
}

if (globalThis.name === NAME) {
  const scope = globalThis as unknown as { postMessage(message: Message): void };
  const post = (made: Made) => scope.postMessage(made);
  const { improveFiles, makeFiles } = await import("./make_files.ts");
  improveFiles(await makeFiles(post), post);
  scope.postMessage("done");
}

/**
 * Makes the files of the console in a worker, so that other clients do not wait for the compiler,
 * and hands each to `post`. Without the permission to read this module it makes them here, and only
 * quickly.
 */
export function startMaking(post: (made: Made) => void): Making {
  const { state } = Deno.permissions.querySync({ name: "read", path: new URL(import.meta.url) });
  return state === "granted" ? makeInWorker(post) : makeHere(post);
}

function makeInWorker(post: (made: Made) => void): Making {
  const worker = new Worker(import.meta.url, { type: "module", name: NAME });
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data === "done") resolve();
    else post(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  return { done, [Symbol.dispose]: () => worker.terminate() };
}

function makeHere(post: (made: Made) => void): Making {
  const make = async () => void await (await import("./make_files.ts")).makeFiles(post);
  return { done: make(), [Symbol.dispose]: () => {} };
}
