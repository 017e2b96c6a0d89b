import { assertEquals } from "@std/assert";
import { Outbox } from "../../src/sockets/outbox.ts";
import { Retention } from "../../src/sockets/retention.ts";
import { Random, seeds } from "../output/random.ts";

const MIB = 1_048_576;

/** Sends all that is unsent, and returns it. */
function sendAll(outbox: Outbox): string[] {
  const sent: string[] = [];
  for (let next = outbox.shift(); next !== undefined; next = outbox.shift()) sent.push(next.json);
  return sent;
}

/** Returns an outbox that has sent `a` without a number, and the outputs 1, 2 and 3. */
function filled(): Outbox {
  const outbox = new Outbox(new Retention());
  outbox.begin();
  outbox.push({ json: "a" });
  for (const seq of [1, 2, 3]) outbox.push({ json: String(seq), seq });
  assertEquals(sendAll(outbox), ["a", "1", "2", "3"]);
  return outbox;
}

Deno.test("Outbox.shift: gives what is unsent, in order, once", () => {
  const outbox = new Outbox(new Retention());
  outbox.push({ json: "one" });
  outbox.push({ json: "two" });
  assertEquals(outbox.unsentCharacters, 6);
  assertEquals(sendAll(outbox), ["one", "two"]);
  assertEquals([outbox.shift(), outbox.unsentCharacters], [undefined, 0]);
});

Deno.test("Outbox.rewind: gives everything after the number again, and the ending too", () => {
  for (const [seq, missed] of [[0, "a123z"], [2, "3z"], [3, "z"]] as const) {
    const outbox = filled();
    outbox.push({ json: "z" });
    sendAll(outbox);
    outbox.end();
    for (let time = 0; time < 2; time++) {
      assertEquals(outbox.rewind(seq), seq);
      assertEquals(sendAll(outbox).join(""), missed);
    }
  }
});

Deno.test(
  "Outbox.rewind: a number that was never sent is of the operation before: gives everything",
  () => {
    const outbox = filled();
    assertEquals(outbox.rewind(4), 0);
    assertEquals(sendAll(outbox).join(""), "a123");
  },
);

Deno.test("Outbox.rewind: undefined when something is missing, and nothing changes", () => {
  const outbox = filled();
  outbox.acknowledge(2);
  assertEquals([outbox.rewind(1), outbox.forgottenSeq, sendAll(outbox)], [undefined, 2, []]);
  assertEquals(outbox.rewind(2), 2);
  assertEquals(sendAll(outbox), ["3"]);
});

Deno.test(
  "Outbox.acknowledge: forgets up to the number; one that was never sent says nothing",
  () => {
    const outbox = filled();
    outbox.acknowledge(9);
    assertEquals(outbox.keptCharacters, 4);
    outbox.acknowledge(2);
    assertEquals(outbox.keptCharacters, 1);
  },
);

Deno.test("Outbox.acknowledge: the ending behind the last output is still there", () => {
  const outbox = filled();
  outbox.push({ json: "z" });
  sendAll(outbox);
  outbox.acknowledge(3);
  assertEquals([outbox.rewind(3), sendAll(outbox)], [3, ["z"]]);
});

Deno.test("Outbox.begin: forgets what was sent before", () => {
  const outbox = filled();
  outbox.begin();
  assertEquals([outbox.keptCharacters, outbox.rewind(0), sendAll(outbox)], [0, 0, []]);
});

Deno.test("Outbox.end: what is pushed from now on is not kept, what was is", () => {
  const outbox = filled();
  outbox.end();
  outbox.push({ json: "answer" });
  sendAll(outbox);
  assertEquals(outbox.keptCharacters, 4);
  assertEquals(outbox.rewind(0), 0);
  assertEquals(sendAll(outbox).join(""), "a123");
});

Deno.test(
  "Outbox.begin: unsent events of the operation before are sent, and not kept with the new one's",
  () => {
    const outbox = filled();
    outbox.push({ json: "4", seq: 4 });
    outbox.end();
    outbox.begin();
    outbox.push({ json: "new", seq: 1 });
    assertEquals(sendAll(outbox), ["4", "new"]);
    assertEquals([outbox.keptCharacters, outbox.rewind(0), sendAll(outbox)], [3, 0, ["new"]]);
    outbox.acknowledge(1);
    assertEquals([outbox.forgottenSeq, outbox.rewind(1), sendAll(outbox)], [1, 1, []]);
  },
);

Deno.test("Outbox.rewind: goes forward too, when the client has more by now", () => {
  const outbox = filled();
  outbox.rewind(0);
  assertEquals([outbox.shift()?.json, outbox.rewind(2), sendAll(outbox)], ["a", 2, ["3"]]);
  assertEquals(outbox.unsentCharacters, 0);
});

Deno.test(
  "Outbox: keeps between 6 and 8 MiB of what was sent, the newest, and all that is unsent",
  () => {
    const outbox = new Outbox(new Retention());
    outbox.begin();
    for (let seq = 1; seq <= 12; seq++) {
      outbox.push({ json: "x".repeat(MIB), seq });
      outbox.shift();
    }
    assertEquals([outbox.keptCharacters, outbox.forgottenSeq], [6 * MIB, 6]);
    for (let seq = 13; seq <= 32; seq++) outbox.push({ json: "x".repeat(MIB), seq });
    assertEquals([outbox.keptCharacters, outbox.unsentCharacters], [26 * MIB, 20 * MIB]);
    assertEquals(outbox.rewind(6), 6);
    assertEquals([outbox.keptCharacters, outbox.unsentCharacters], [26 * MIB, 26 * MIB]);
  },
);

Deno.test("Retention: beyond its limit those who keep the most forget the oldest half", () => {
  const retention = new Retention(100);
  const [small, large] = [new Outbox(retention), new Outbox(retention)];
  for (const [outbox, characters] of [[small, 1], [large, 4]] as const) {
    outbox.begin();
    for (let seq = 1; seq <= 20; seq++) outbox.push({ json: "x".repeat(characters), seq });
    sendAll(outbox);
  }
  assertEquals([small.keptCharacters, large.keptCharacters], [20, 80]);
  small.push({ json: "x", seq: 21 });
  sendAll(small);
  assertEquals([small.keptCharacters, large.keptCharacters, large.forgottenSeq], [10, 40, 10]);
  large.clear();
  assertEquals(large.keptCharacters, 0);
});

Deno.test(
  "Retention: a large one makes room first, and then the small ones keep what they have",
  () => {
    const retention = new Retention(100);
    const [small, large] = [new Outbox(retention), new Outbox(retention)];
    small.begin();
    for (let seq = 1; seq <= 20; seq++) small.push({ json: "x", seq });
    sendAll(small);
    large.begin();
    large.push({ json: "x".repeat(80), seq: 1 });
    sendAll(large);
    small.push({ json: "x", seq: 21 });
    assertEquals([small.keptCharacters, large.keptCharacters], [21, 0]);
  },
);

Deno.test("Retention: what keeps nothing any more is not asked to forget", () => {
  const retention = new Retention(100);
  const asked: string[] = [];
  const keeper = (name: string, keptCharacters: number) => ({
    keptCharacters,
    forgetDownTo: () => void asked.push(name),
  });
  const [over, empty] = [keeper("over", 101), keeper("empty", 1)];
  retention.note(empty, 1);
  empty.keptCharacters = 0;
  retention.note(empty, -1);
  retention.note(over, 101);
  assertEquals(asked, ["over"]);
});

Deno.test("Outbox: a client that loses what was sent at random gets every output once", () => {
  for (const seed of seeds(200)) {
    const random = new Random(seed);
    const outbox = new Outbox(new Retention());
    outbox.begin();
    let pushed = 0;
    let received = 0;
    for (let step = 0; step < 200; step++) {
      for (let count = random.below(4); count > 0; count--) {
        outbox.push({ json: `${++pushed}`, seq: pushed });
      }
      let isLost = false;
      for (let count = random.below(5); count > 0; count--) {
        const next = outbox.shift();
        isLost ||= random.chance(10);
        if (next !== undefined && !isLost) assertEquals(Number(next.json), ++received);
      }
      if (random.chance(20)) outbox.acknowledge(random.below(received + 1));
      if (isLost) assertEquals(outbox.rewind(received), received, `seed ${seed}`);
    }
    sendAll(outbox).forEach((json) => assertEquals(Number(json), ++received, `seed ${seed}`));
    assertEquals([received, outbox.unsentCharacters], [pushed, 0]);
  }
});
