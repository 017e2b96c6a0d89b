/** Pair of Korean particles: after a consonant, and after a vowel. */
export type Particles = "이/가" | "을/를" | "은/는" | "과/와" | "으로/로";

/** Digits and Latin letters whose Korean name ends in a consonant. */
const CLOSED = /[013678lmnr]$/i;
/** Those whose name ends in ㄹ, after which 로 follows. */
const LIQUID = /[178lr]$/i;

/**
 * Returns `word` with the particle that its last sound asks for. Latin letters and digits are read
 * by their Korean names.
 */
export function withParticle(word: string, particles: Particles): string {
  const [closed, open] = particles.split("/") as [string, string];
  const last = word.replace(/[^\p{L}\p{N}]+$/u, "").at(-1) ?? "";
  const syllable = last.charCodeAt(0) - 0xac00;
  const isHangul = syllable >= 0 && syllable < 11_172;
  const isClosed = isHangul ? syllable % 28 !== 0 : CLOSED.test(last);
  const isLiquid = isHangul ? syllable % 28 === 8 : LIQUID.test(last);
  const isOpen = !isClosed || (particles === "으로/로" && isLiquid);
  return `${word}${isOpen ? open : closed}`;
}
