// SHA-256 (FIPS 180-4 §6.2) of short texts, without waiting: the browser's own gives each hash through a promise, which costs more.

/** Constants of FIPS 180-4 §4.2.2: fractions of the cube roots of the first 64 primes. */
const K = new Uint32Array(64);
/** §5.3.3: fractions of the square roots of the first eight. */
const START = new Uint32Array(8);

let found = 0;
for (let candidate = 2; found < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(candidate ** (1 / 2));
  K[found] = fraction(candidate ** (1 / 3));
  found += 1;
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

const schedule = new Int32Array(64);

/** @param text ASCII @returns lower-case hex */
export function sha256(text: string): string {
  const blocks = (text.length + 72) >> 6;
  const words = new Int32Array(blocks * 16);
  for (let i = 0; i < text.length; i++) words[i >> 2] = at(words, i >> 2) | (text.charCodeAt(i) << (24 - (i % 4) * 8));
  words[text.length >> 2] = at(words, text.length >> 2) | (0x80 << (24 - (text.length % 4) * 8));
  words[words.length - 1] = text.length * 8;
  const state = Int32Array.from(START);
  for (let block = 0; block < blocks; block++) compress(state, words.subarray(block * 16, block * 16 + 16));
  return [...state].map(word => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(state: Int32Array, block: Int32Array): void {
  for (let t = 0; t < 64; t++) {
    if (t < 16) {
      schedule[t] = at(block, t);
      continue;
    }
    const w15 = at(schedule, t - 15);
    const w2 = at(schedule, t - 2);
    const s0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3);
    const s1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10);
    schedule[t] = (at(schedule, t - 16) + s0 + at(schedule, t - 7) + s1) | 0;
  }
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, t) + at(schedule, t)) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word;
}

const turn = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

const at = (words: Int32Array | Uint32Array, index: number): number => words[index] ?? 0;
