import type { Random } from "../output/random.ts";

/** Texts that programs trip over: names of prototypes, lone surrogates, controls, other scripts. */
export const ODD_TEXTS: readonly string[] = [
  ..."__proto__ constructor prototype toString hasOwnProperty then NaN null 0 -1 1e9".split(" "),
  ...[
    "",
    " ",
    "\0",
    "\ud800",
    "x\udfff",
    "\u202e",
    "\ufeff",
    "\r\n",
    "\x1b[31m",
    "한글",
    "👍",
    "é",
  ],
  "../../x",
];

/** Numbers at the ends of their ranges. */
const ODD_NUMBERS: readonly number[] = [
  ...[0, -0, -1, 1, 0.5, 1e-320, 1e308, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 65_537, 1_000_001],
];

/** Returns a JSON value of any type. */
export function junk(random: Random): unknown {
  return random.of<() => unknown>([
    () => null,
    () => random.chance(50),
    () => random.of(ODD_NUMBERS),
    () => random.of(ODD_TEXTS),
    () => random.of(ODD_TEXTS).repeat(random.below(300)),
    () => Array.from({ length: random.below(4) }, () => random.of(ODD_NUMBERS)),
    () => ({}),
    () => Object.fromEntries([[random.of(ODD_TEXTS), random.of(ODD_TEXTS)]]),
    () => nested(1 + random.below(60)),
  ])();
}

/** Returns bytes with some of them changed, removed, repeated or added. */
export function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let result = bytes.length === 0 ? [0] : [...bytes];
  for (let step = 0; step <= random.below(4); step++) {
    const at = random.below(result.length + 1);
    const count = random.below(random.of([2, 8, 64]));
    const part = result.slice(at, at + count);
    const noise = part.map(() => random.of([0, 0xff, 0x7f, random.below(256)]));
    result = random.of<() => number[]>([
      () => result.with(Math.min(at, result.length - 1), random.below(256)),
      () => [...result.slice(0, at), ...noise, ...result.slice(at + count)],
      () => [...result.slice(0, at), ...result.slice(at + count)],
      () => [...result.slice(0, at), ...part, ...result.slice(at)],
      () => result.slice(0, at),
    ])();
    if (result.length === 0) result = [0];
  }
  return Uint8Array.from(result);
}

/** Returns arrays or objects in each other. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { data: value };
  return value;
}
