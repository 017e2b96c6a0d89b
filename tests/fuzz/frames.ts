import { assert, assertEquals, assertLess } from "@std/assert";
import { Client } from "../harness/client.ts";
import { inTime } from "../harness/in_time.ts";
import type { Random } from "../output/random.ts";
import { FrameLedger } from "./frame_ledger.ts";
import { type FrameOptions, type FuzzFrame, fuzzFrame, textFrame } from "./frame_mutations.ts";
import { FuzzSocket } from "./fuzz_socket.ts";
import { type FuzzService, startFuzzService } from "./service.ts";
import { fuzzTarget } from "./target.ts";

/** Number of clients. */
const CLIENTS = 4;
/** Number of frames that a client sends at once; 1,000 may be under way. */
const BATCH = 250;
/** Number of tokens that are known; older ones are forgotten. */
const TOKENS = 12;
/** Times for the answers to a batch before what runs is cancelled, in milliseconds. */
const PATIENCE_MS = { calm: 1_000, other: 50 };
/**
 * Resident memory that the service may gain after the first tenth, in MiB: the heap of V8 grows in
 * steps, frames of 1 MiB stay in it as garbage for a while, and SQLite's cache fills up. Over
 * 100,000 frames it gains up to 150 MiB, over the next millions nothing. A leak of 100 bytes a
 * frame exceeds this in three million frames.
 */
const GROWTH_MIB = 256;

/** Frames that are sent at once. */
interface Batch extends Pick<FrameOptions, "isCalm"> {
  readonly random: Random;
}

/** Clients of a run: those that end are replaced. */
class Clients {
  readonly ledger = new FrameLedger();
  readonly #url: string;
  readonly #sockets: FuzzSocket[] = [];
  readonly #tokens: string[] = ["no token"];
  #sessionToken = "no session";
  readonly #failed = Promise.withResolvers<never>();
  #count = 0;

  constructor(url: string) {
    this.#url = url;
    this.#failed.promise.catch(() => {});
  }

  /** Rejects with the first event that must not be. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Sends a batch of each client, and waits until all of it is answered. */
  async exchange(random: Random, frames: number): Promise<void> {
    await this.#fill();
    this.ledger.begin();
    // A client can end while another one connects.
    const open = this.#sockets.filter(({ isOpen }) => isOpen);
    const length = Math.ceil(frames / CLIENTS);
    const batch = { random, isCalm: random.chance(30) };
    const sending = open.map((socket) =>
      socket.send(Array.from({ length }, () => this.#expected(socket, batch)))
    );
    await Promise.all(sending);
    if (random.chance(3)) random.of(this.#sockets).cut();
    const settled = this.#settle(batch.isCalm ? PATIENCE_MS.calm : PATIENCE_MS.other);
    await inTime(Promise.race([settled, this.failed]), "every message is answered")
      .catch((cause) => {
        throw new Error(`${cause.message}; unanswered: ${this.ledger.unanswered()}`);
      });
  }

  /** Ends all clients. */
  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.cut();
    await Promise.all(this.#sockets.map(({ ended }) => ended));
  }

  /** Cancels what runs until every answer has come. */
  async #settle(patienceMs: number): Promise<void> {
    while (!this.ledger.isSettled) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => timer = setTimeout(resolve, patienceMs));
      await Promise.race([this.ledger.settled(), late]);
      clearTimeout(timer);
      for (const socket of this.ledger.creditors) await socket.send([CANCEL]);
    }
  }

  #expected(socket: FuzzSocket, { random, isCalm }: Batch): FuzzFrame {
    const id = `f${this.#count++}`;
    const frame = fuzzFrame(random, {
      id,
      tokens: this.#tokens,
      sessionToken: this.#sessionToken,
      isCalm,
    });
    this.ledger.expect(socket, frame);
    return frame;
  }

  async #fill(): Promise<void> {
    const open = this.#sockets.filter(({ isOpen }) => isOpen);
    this.#sockets.splice(0, Infinity, ...open);
    while (this.#sockets.length < CLIENTS) this.#sockets.push(await this.#connect());
  }

  async #connect(): Promise<FuzzSocket> {
    const socket = await FuzzSocket.connect(this.#url);
    socket.onEvent = (event) => {
      if (event.type === "session_started") this.#sessionToken = event.session_token;
      this.ledger.receive(socket, event);
    };
    socket.ended.then(() => this.ledger.forget(socket), this.#failed.reject);
    const { resume_token } = await Promise.race([socket.welcome, this.failed]);
    this.#tokens.push(resume_token);
    if (this.#tokens.length > TOKENS) this.#tokens.shift();
    return socket;
  }
}

const CANCEL = textFrame('{"type":"cancel"}');

fuzzTarget("frames", {
  rounds: 100_000,
  fn: async ({ rounds, random, report }) => {
    await using service = await startFuzzService();
    const clients = new Clients(service.url);
    const size = CLIENTS * BATCH;
    let earlyMib = 0;
    for (let sent = 0; sent < rounds; sent += size) {
      await clients.exchange(random(sent), size);
      if (sent < rounds / 10) earlyMib = Math.max(earlyMib, service.residentMib());
      if (sent % 100_000 === 0) report(`${sent} frames, ${memory(service)}`);
    }
    report(`after a tenth ${Math.round(earlyMib)} MiB, at the end ${memory(service)}`);
    report(JSON.stringify(clients.ledger.seen));
    await clients.end();
    await works(service.url);
    assertEquals(service.errors.filter((line) => !/code=(2|5)\d{4}/.test(line)), []);
    assertLess(service.residentMib(), earlyMib + GROWTH_MIB, "memory grows");
  },
});

function memory(service: FuzzService): string {
  return `${Math.round(service.residentMib())} MiB`;
}

/** Checks that a session, a command in it and a transfer work. */
async function works(url: string): Promise<void> {
  await using client = await Client.connect(url);
  const answer = async (type: "session_started" | "session_ended") => {
    const event = await client.find((event) => event.type === type || event.type === "error");
    return event.type === type;
  };
  // The lease of a cut client stays until its time to resume is over.
  const deadlineMs = performance.now() + 10_000;
  do client.send({ type: "start_session" }); while (
    !await answer("session_started") && performance.now() < deadlineMs
  );
  client.send({
    type: "ssh_command",
    data: { server_name: "mdwap1p", command: "echo still here" },
  });
  assertEquals((await client.next("complete")).exit_code, 0);
  assert(client.text().includes("still here"));
  client.send({
    type: "ssh_command",
    data: { server_name: "mdwap1p", command: "prepare_data.sh" },
  });
  await client.next("complete");
  client.send({ type: "scp_transfer", data: {} });
  assertLess(0, (await client.transferred()).files);
  client.send({ type: "end_session" });
  assert(await answer("session_ended"));
}
