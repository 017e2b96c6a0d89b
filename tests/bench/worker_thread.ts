/** What is not answered by then never will be. */
const PATIENCE_MS = 240_000;

/** A worker that answers questions one at a time. Disposing it ends it. */
export class WorkerThread implements Disposable {
  readonly #worker: Worker;

  /** Starts the module at `url`. */
  constructor(url: URL) {
    this.#worker = new Worker(url, { type: "module" });
  }

  /** Tells it `message`, and waits for what it says next. Rejects when it throws. */
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
