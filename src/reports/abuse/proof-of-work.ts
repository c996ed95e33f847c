// Challenges and solutions of ALTCHA's proof of work, version 1, and the ticket of who waits instead.
import { equalBytes, hashToken } from '../../core/crypto/tokens.ts';

/** What the client solves: the number for which SHA-256(salt + number) is the challenge, as lower-case hex. */
export type Challenge = {
  readonly algorithm: 'SHA-256';
  readonly challenge: string;
  readonly maxnumber: number;
  /** Random hex, then parameters as of a query, and `&` at its end, so that no digit of the number can pass for one of theirs. */
  readonly salt: string;
  readonly signature: string;
};

/** HMAC of a text under a key of ours. */
export type Sign = (text: string) => Buffer;

/**
 * @param nonce random hex, 16 characters or more
 * @param number the solution, 0 to `maxnumber`
 */
export function makeChallenge(
  { nonce, number, maxnumber, expires }: { nonce: string; number: number; maxnumber: number; expires: Date },
  sign: Sign,
): Challenge {
  const salt = `${nonce}?expires=${secondsOf(expires)}&max=${maxnumber}&`;
  const challenge = challengeOf(salt, number);
  return { algorithm: 'SHA-256', challenge, maxnumber, salt, signature: sign(challenge).toString('hex') };
}

/** A proof that may be spent once: `key` names it, `cost` is the largest number it was made with, null for a wait. */
export type Proof = { readonly key: string; readonly cost: number | null };

/**
 * Reads what a client gives as its solution: base64 of JSON with algorithm, challenge, number, salt and signature.
 * @returns undefined unless it solves a challenge of ours that has not expired
 */
export function readSolution(given: string, sign: Sign, now: Date): Proof | undefined {
  const solution = parseSolution(given);
  if (!solution) return undefined;
  const { challenge, number, salt, signature } = solution;
  const [, expires = '', max = ''] = /^[0-9a-f]{16,64}\?expires=(\d{1,12})&max=(\d{1,9})&$/.exec(salt) ?? [];
  if (max === '' || number > Number(max) || Number(expires) <= secondsOf(now)) return undefined;
  if (challengeOf(salt, number) !== challenge) return undefined;
  if (!equalBytes(sign(challenge), Buffer.from(signature, 'hex'))) return undefined;
  return { key: challenge, cost: Number(max) };
}

/** Who runs no script may wait: a ticket says from when on it counts, and until when. */
export type Ticket = { readonly id: string; readonly from: Date; readonly until: Date };

/** The ticket as a form carries it. */
export function writeTicket({ id, from, until }: Ticket, sign: Sign): string {
  const text = `${id}.${secondsOf(from)}.${secondsOf(until)}`;
  return `${text}.${sign(`wait:${text}`).toString('hex')}`;
}

/** Undefined unless it is a ticket of ours that has not run out; whether its time has come is `from`'s to say. */
export function readTicket(given: string, sign: Sign, now: Date): Ticket | undefined {
  const [, text = '', id = '', from = '', until = '', mac = ''] =
    /^(([0-9a-f]{16,64})\.(\d{1,12})\.(\d{1,12}))\.([0-9a-f]{64})$/.exec(given) ?? [];
  if (text === '' || !equalBytes(sign(`wait:${text}`), Buffer.from(mac, 'hex'))) return undefined;
  if (Number(until) <= secondsOf(now)) return undefined;
  return { id, from: new Date(Number(from) * 1000), until: new Date(Number(until) * 1000) };
}

const challengeOf = (salt: string, number: number): string => hashToken(`${salt}${number}`).toString('hex');

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1000);

type Solution = Pick<Challenge, 'challenge' | 'salt' | 'signature'> & { readonly number: number };

function parseSolution(given: string): Solution | undefined {
  if (given.length > 2000) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(given, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { algorithm, challenge, number, salt, signature } = read as Readonly<Record<string, unknown>>;
  if (algorithm !== 'SHA-256' || !isHex(challenge) || !isHex(signature) || typeof salt !== 'string') return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return undefined;
  return { challenge, number, salt, signature };
}

const isHex = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
