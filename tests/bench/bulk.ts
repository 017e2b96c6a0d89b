import { Client, type Terminal } from "./client.ts";
import { consumptionOf, forgetPeak } from "./consumption.ts";
import type { ServiceProcess } from "./processes.ts";

/** One run of a command that prints much. */
export interface BulkRun {
  /** Received text per second of the whole command, connecting included. */
  readonly megabytesPerSecond: number;
  /** Of the service's process. */
  readonly cpuSeconds: number;
  /** Of the service's process. */
  readonly peakMegabytes: number;
}

/** What `base64 -w 76` puts on a line, and what the terminal makes of that line with its CR LF. */
const LINE = { bytes: 57, characters: 78 };

/** A command that prints about `megabytes` of text on a terminal. */
export class Flood {
  readonly command: string;
  readonly #expected: number;
  #received = 0;
  #startMs = 0;
  #lastMs = 0;

  constructor(megabytes: number) {
    const lines = Math.round(megabytes * 1e6 / LINE.characters);
    this.command = `head -c ${lines * LINE.bytes} /dev/zero | base64 -w 76`;
    this.#expected = lines * LINE.characters;
  }

  /** Counts what comes from `terminal`, and starts the clock. */
  start(terminal: Terminal): void {
    terminal.onText = ({ length }) => {
      this.#received += length;
      this.#lastMs = performance.now();
    };
    this.#startMs = performance.now();
  }

  /** Received text per second up to its last byte. @throws when not all has come */
  megabytesPerSecond(): number {
    if (this.#received !== this.#expected) {
      throw new Error(`${this.#received} of ${this.#expected} characters arrived`);
    }
    return this.#received / 1e3 / (this.#lastMs - this.#startMs);
  }
}

/** Runs a {@linkcode Flood} through `service`. */
export async function bulk(service: ServiceProcess, megabytes: number): Promise<BulkRun> {
  const flood = new Flood(megabytes);
  await using client = await Client.connect(service);
  await forgetPeak(service.pid);
  const before = await consumptionOf(service.pid);
  flood.start(client);
  await client.run(flood.command);
  const { cpuSeconds, peakMegabytes } = await consumptionOf(service.pid);
  return {
    megabytesPerSecond: flood.megabytesPerSecond(),
    cpuSeconds: cpuSeconds - before.cpuSeconds,
    peakMegabytes,
  };
}
