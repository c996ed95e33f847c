// Recognizing tokens: however lookups, their answers, ends of grants and notices interleave, no ended grant is recognized
// by whoever asks after its end was told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Actor, Application } from '../core/actor.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { noticedCache } from '../core/database/noticed-cache.ts';
import { type Lookup, tokenRecognizer } from './recognize-token.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const LATER = new Date('2026-11-23T14:00:00.000Z');
const TOKENS = ['token-a', 'token-b'];

const actorOf = (grant: string): Application => ({
  kind: 'application',
  id: 'app',
  grant,
  owner: 'per',
  scopes: new Set(),
  vehicles: new Set(),
});

/** A database with one grant per token; a statement reads at one moment and answers at a later one. */
function database() {
  const ended = new Set<string>();
  const grantOf = new Map(TOKENS.map((token, index) => [hashToken(token).toString('hex'), `grant-${index}`]));
  let waiting: (() => void)[] = [];
  let statements = 0;
  const pause = () => new Promise<void>(resolve => waiting.push(resolve));
  const lookup: Lookup = async hashes => {
    statements += 1;
    await pause();
    const found = hashes.map(hash => {
      const grant = grantOf.get(hash.toString('hex'));
      return grant === undefined || ended.has(grant)
        ? undefined
        : { actor: actorOf(grant), expiresAt: LATER, grant, jkt: undefined };
    });
    await pause();
    return found;
  };
  return {
    ended,
    lookup,
    statements: () => statements,
    /** Lets the statement that waits longest (or another one) go one step further. */
    step: (which: number) => {
      const [next] = waiting.splice(which % Math.max(1, waiting.length), 1);
      next?.();
    },
    drain: async () => {
      for (let index = 0; index < 20; index += 1) {
        const all = waiting;
        waiting = [];
        for (const next of all) next();
        await turn();
      }
    },
  };
}

/** The grant that a recognized token is of. */
const grantIn = (actor: Actor | undefined): string | undefined =>
  actor?.kind === 'application' ? actor.grant : undefined;

type Step = { kind: 'ask' | 'end' | 'notify' | 'step' | 'turn' | 'gap' | 'wait'; which: number };

const words = (text: string) => text.split(' ') as Step['kind'][];

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(
      ...words('ask ask ask ask end notify notify step step step step turn turn turn turn wait'),
      'gap',
    ),
    which: fc.nat({ max: 5 }),
  }),
  { minLength: 30, maxLength: 80 },
);

test('no interleaving lets an ended grant be recognized by whoever asks after its notice', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async script => {
      const db = database();
      let isListening = true;
      let now = NOW;
      const recognizer = tokenRecognizer(db.lookup, () => isListening, { now: () => now });
      const untold = new Set<string>();
      const told = new Set<string>();
      const asked: { mustFail: boolean; answer: Promise<Actor | undefined> }[] = [];
      const ask = (which: number): void => {
        const index = which % TOKENS.length;
        const answer = recognizer.recognize(TOKENS[index] ?? '');
        asked.push({ mustFail: told.has(`grant-${index}`), answer: Promise.resolve(answer) });
      };
      for (const { kind, which } of script) {
        const grant = `grant-${which % TOKENS.length}`;
        if (kind === 'ask') ask(which);
        if (kind === 'end' && !db.ended.has(grant)) {
          db.ended.add(grant);
          untold.add(grant);
        }
        if (kind === 'notify' && untold.has(grant) && isListening) {
          untold.delete(grant);
          told.add(grant);
          recognizer.forgetGrant(grant);
        }
        // While notices are lost nothing cached may be used, so every end counts as told; back again, all is forgotten.
        if (kind === 'gap') {
          recognizer.forgetAll();
          isListening = !isListening;
          for (const grant of untold) told.add(grant);
          untold.clear();
        }
        if (!isListening) for (const grant of db.ended) told.add(grant);
        if (kind === 'step') db.step(which);
        if (kind === 'turn') await turn();
        if (kind === 'wait') now = new Date(now.getTime() + 200_000);
      }
      // Whatever the script left under way: what is then known of a good grant is forgotten with its end.
      ask(0);
      ask(1);
      await db.drain();
      for (const grant of ['grant-0', 'grant-1']) {
        db.ended.add(grant);
        told.add(grant);
        recognizer.forgetGrant(grant);
      }
      ask(0);
      ask(1);
      await db.drain();
      for (const { mustFail, answer } of asked) if (mustFail) assert.equal(await answer, undefined);
    }),
    { numRuns: 150 },
  );
});

test('a recognized token is not looked up again for five minutes, and not used once it has expired', async () => {
  const db = database();
  let now = NOW;
  const recognizer = tokenRecognizer(db.lookup, () => true, { now: () => now });
  const ask = async () => {
    const answer = Promise.resolve(recognizer.recognize('token-a'));
    await db.drain();
    return grantIn(await answer);
  };
  assert.deepEqual([await ask(), await ask(), db.statements()], ['grant-0', 'grant-0', 1]);
  now = new Date(NOW.getTime() + 299_999);
  assert.deepEqual([await ask(), db.statements()], ['grant-0', 1]);
  now = new Date(NOW.getTime() + 300_000);
  assert.deepEqual([await ask(), db.statements()], ['grant-0', 2]);
  now = LATER;
  await ask();
  assert.equal(db.statements(), 3);
});

test('unknown tokens are asked for each time: they may have just been issued', async () => {
  const db = database();
  const recognizer = tokenRecognizer(db.lookup, () => true, { now: () => NOW });
  for (let round = 1; round <= 2; round += 1) {
    const answer = recognizer.recognize('token-x');
    await db.drain();
    assert.deepEqual([await answer, db.statements()], [undefined, round]);
  }
});

test('without notices nothing is kept', async () => {
  const db = database();
  const recognizer = tokenRecognizer(db.lookup, () => false, { now: () => NOW });
  for (let round = 1; round <= 2; round += 1) {
    const answer = recognizer.recognize('token-a');
    await db.drain();
    assert.deepEqual([grantIn(await answer), db.statements()], ['grant-0', round]);
  }
});

test('remembering ten thousand ended grants costs the cache, never the truth', () => {
  const cache = noticedCache<string>();
  const began = cache.begin();
  for (let index = 0; index <= 10_000; index += 1) cache.forget(`grant-${index}`);
  cache.offer('late', { subject: 'grant-0', value: 'stale', until: 10 }, began);
  assert.equal(cache.get('late', 1), undefined);
  cache.offer('fresh', { subject: 'grant-x', value: 'good', until: 10 }, cache.begin());
  assert.deepEqual([cache.get('fresh', 1), cache.get('fresh', 10)], ['good', undefined]);
});
