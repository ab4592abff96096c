import { lazy } from '../../base/lazy.ts';

/**
 * Returns the SHA-256 of a short text, in hexadecimal digits. For programs that need no more of `node:crypto`: loading it
 * takes a hook a third of its time.
 */
export function shortSha256(text: string): string {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(bytes.length * 8, padded.length - 4);
  const state = primes()
    .slice(0, 8)
    .map((prime) => fraction(Math.sqrt(prime)));
  for (let at = 0; at < padded.length; at += BLOCK) addBlock(state, padded.subarray(at, at + BLOCK));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Size of a block in bytes. */
const BLOCK = 64;

/** One constant of FIPS 180-4 for each of its rounds comes from one of these. */
const primes = lazy(() =>
  Array.from({ length: 312 }, (_, n) => n).filter(
    (n) => n > 1 && !Array.from({ length: 17 }, (_, d) => d + 2).some((d) => d < n && n % d === 0),
  ),
);

/** Returns the first 32 bits behind the point. */
const fraction = (n: number) => ((n % 1) * 2 ** 32) | 0;

const rotated = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function addBlock(state: number[], block: Buffer): void {
  const words = Array.from({ length: BLOCK / 4 }, (_, n) => block.readInt32BE(n * 4));
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (const [n, prime] of primes().entries()) {
    if (n >= 16) {
      const [early, late] = [words[n - 15]!, words[n - 2]!];
      const low = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
      const high = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
      words[n] = (words[n - 16]! + low + words[n - 7]! + high) | 0;
    }
    const choice = (e & f) ^ (~e & g);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const up =
      (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + fraction(Math.cbrt(prime)) + words[n]!) | 0;
    const down = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + most) | 0;
    [a, b, c, d, e, f, g, h] = [(up + down) | 0, a, b, c, (d + up) | 0, e, f, g];
  }
  for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n] = (state[n]! + word) | 0;
}
