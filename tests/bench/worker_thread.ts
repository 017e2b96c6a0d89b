/** Maximum time to wait for an answer, in milliseconds. */
const PATIENCE_MS = 240_000;

/** Worker that answers one question at a time. Disposing it ends the worker. */
export class WorkerThread implements Disposable {
  readonly #worker: Worker;

  /** Starts the module at `url`. */
  constructor(url: URL) {
    this.#worker = new Worker(url, { type: "module" });
  }

  /** Sends `message` and waits for the next answer. Rejects when the worker throws. */
  async ask<Answer>(message: unknown): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => reject(new Error("a worker did not answer")), PATIENCE_MS);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    this.#worker.postMessage(message);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
