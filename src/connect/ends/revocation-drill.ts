// Takes back a permission that was given for nothing else, and sees how soon it is refused: here, and where only the notice comes.
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { actorId, system } from '../../core/actor.ts';
import { after, MINUTE, SECOND } from '../../core/clock.ts';
import { newUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { recognizerOf } from '../authenticate-bearer.ts';
import { endGrant } from '../end-grant.ts';
import { insertGrant, listGrants } from '../grant-store.ts';
import { issueAccessToken } from '../issue-access-token.ts';
import { type TokenRecognizer, tokenRecognizer } from '../recognize-token.ts';
import { listenForGrants, lookupTokens } from '../token-store.ts';
import { deleteTestGrants } from './test-owner-store.ts';

/** Nobody: no person has this id, so nobody is told, and no car and no application are real. */
const OWNER = 'per_revocation_drill';
const ACTOR = actorId(system('revocation-drill'));

/** What is promised. */
const LIMIT = SECOND;
const STEP = 5;

/**
 * The drill. What it leaves behind are two entries of the audit log.
 * @param end what ends a grant; another one for tests of the drill itself
 */
export async function drillRevocation(
  kernel: Kernel,
  end: typeof endGrant = endGrant,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  await clearAway(kernel);
  const application = newUuid(kernel.random);
  const grant = await insertGrant(kernel, {
    owner: OWNER,
    application,
    vehicles: [newUuid(kernel.random)],
    scopes: ['read_odometer'],
    expiresAt: after(kernel.clock.now(), 10 * MINUTE),
    notice: undefined,
    sandbox: null,
    mode: 'test',
    isCoarse: false,
    isInPlace: false,
  });
  try {
    const token = await issueAccessToken(kernel, grant);
    const [here, there] = [recognizerOf(kernel), secondRecognizer(kernel)];
    if (!(await here.recognize(token)) || !(await there.recognize(token)))
      return { ok: false, detail: 'a good token was refused before anything was taken back' };
    const begun = performance.now();
    await end(kernel, ACTOR, { id: grant, application }, 'owner');
    const [inThisOne, inOthers] = await Promise.all([
      refusedAfter(here, token, begun),
      refusedAfter(there, token, begun),
    ]);
    if (inThisOne === undefined || inOthers === undefined)
      return { ok: false, detail: `a token was still good ${LIMIT} ms after its permission was taken back` };
    return {
      ok: true,
      detail: `refused ${inThisOne} ms after it was taken back in the process that did it, ${inOthers} ms where only the notice comes`,
    };
  } finally {
    await endGrant(kernel, ACTOR, { id: grant, application }, 'erased');
    await deleteTestGrants(kernel, OWNER);
  }
}

/** @returns milliseconds, or undefined when the token was good all the time */
async function refusedAfter(recognizer: TokenRecognizer, token: string, begun: number): Promise<number | undefined> {
  while (performance.now() - begun <= LIMIT) {
    if ((await recognizer.recognize(token)) === undefined) return Math.ceil(performance.now() - begun);
    await pause(STEP);
  }
  return undefined;
}

/** Ends what a drill that was broken off left, and removes what has ended; another drill may be under way. */
async function clearAway(kernel: Kernel): Promise<void> {
  const brokenOff = after(kernel.clock.now(), -MINUTE);
  for (const grant of await listGrants(kernel, { id: OWNER }))
    if (grant.grantedAt < brokenOff) await endGrant(kernel, ACTOR, grant, 'erased');
  await deleteTestGrants(kernel, OWNER);
}

const seconds = new WeakMap<pg.Pool, TokenRecognizer>();

/** As another process has it: with what it knows of its own, and told by the database's notice alone. */
function secondRecognizer(kernel: Kernel): TokenRecognizer {
  const known = seconds.get(kernel.pool);
  if (known) return known;
  const recognizer = tokenRecognizer(lookupTokens(kernel), kernel.isListening, kernel.clock);
  listenForGrants(kernel, recognizer.forgetGrant, recognizer.forgetAll);
  seconds.set(kernel.pool, recognizer);
  return recognizer;
}
