// Whatever happens around an erasure, in whatever order, and wherever it is cut off: in the end nothing of the person is
// left that the certificate does not name, and nothing can be opened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { leftBehind } from '../../../test/support/left-behind.ts';
import { personOf } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { findPerson } from '../../accounts/index.ts';
import { personalDataHolders } from '../../app.ts';
import { issueAccessToken } from '../../connect/index.ts';
import type { Person } from '../../core/actor.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { applyPendingErasures } from '../../core/erasure/erasure-ledger.ts';
import { isRefusal } from '../../core/errors.ts';
import { askCopy } from '../export/ask-copy.ts';
import { findCopy } from '../export/copy-store.ts';
import { setHold } from '../holds/set-hold.ts';
import { findLiving, listDueErasures } from '../request-store.ts';
import { askErasure, cancelErasure } from './ask-erasure.ts';
import { erasePerson } from './erase-person.ts';

let world: World;
before(async () => {
  world = await openWorld({ limitsOff: true });
});
after(() => world.close());

/** What may stay, by opaque ids: the certificate names each. Events and audit entries age out or prove what happened. */
const allowed = new Set([
  'connect."grant"',
  'core.audit_entry',
  'core.event',
  'rights.deletion_order',
  'rights.hold',
  'rights.request',
]);

type Step =
  | { readonly do: 'read' | 'grant' | 'ask' | 'cancel' | 'settle' | 'copy' | 'hold' | 'hold a car' | 'restart' }
  | { readonly do: 'wait'; readonly days: number }
  /** The erasure is cut off in the middle: by the holder of this number, or after all of them. */
  | { readonly do: 'crash'; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'read' }, { do: 'grant' }, { do: 'settle' }, { do: 'copy' }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'ask' }, { do: 'ask' }, { do: 'cancel' }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'hold' }, { do: 'hold a car' }, { do: 'restart' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash' as const), at: fc.integer({ min: 0, max: 12 }) }) },
);

let count = 0;

async function live(steps: readonly Step[]): Promise<void> {
  const { kernel, clock } = world;
  count += 1;
  const who = { name: 'Somebody', email: `somebody${count}@erased.example` };
  const id = await personOf(world, who);
  const person = (): Person => ({ kind: 'person', id, session: 'x', staffRole: undefined, signedInAt: clock.now() });
  const tokens: { readonly grant: string; token: string; readonly car: string }[] = [];
  const cars: string[] = [];
  const keys = new Map<string, Buffer>();
  let isErased = false;

  const grant = async (): Promise<void> => {
    const { cars: given, grant, token } = await grantedCars(world, ['volt'], ['read_odometer'], id);
    cars.push(given['volt'] ?? '');
    tokens.push({ grant, token, car: given['volt'] ?? '' });
  };
  const read = async ({ token, car }: { token: string; car: string }): Promise<number> =>
    (await world.visitor().get(`/v2.0/vehicles/${car}/odometer`, { authorization: `Bearer ${token}` })).status;
  const look = async (): Promise<void> => {
    const { rows } = await world.database.pool.query('select id from core.data_key where subject = $1', [id]);
    for (const { id: key } of rows) keys.set(key.toString('hex'), key);
    isErased ||= (await findPerson(kernel, id)) === undefined;
  };
  const tolerate = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
  };
  const crash = async (at: number): Promise<void> => {
    const holders = personalDataHolders();
    const cut = () => Promise.reject(new Error('cut'));
    const failing = { name: 'cut', tables: [], export: async () => ({}), erase: cut };
    const place = Math.min(at, holders.length);
    for (const request of await listDueErasures(kernel))
      await erasePerson(kernel, holders.toSpliced(place, 0, failing), request).catch((error: Error) =>
        assert.equal(error.message, 'cut'),
      );
  };
  const act = async (one: Step): Promise<void> => {
    switch (one.do) {
      case 'read':
        for (const token of tokens) {
          // A new one while the grant stands, so that it is dead for no other reason than the erasure.
          if (!isErased) token.token = await issueAccessToken(kernel, token.grant).catch(() => token.token);
          const status = await read(token);
          if (isErased) assert.equal(status, 401);
        }
        return;
      case 'grant':
        if (!isErased) await grant();
        return;
      case 'ask':
        if (!isErased) await tolerate(askErasure(kernel, person()));
        return;
      case 'cancel':
        if (!isErased) await tolerate(cancelErasure(kernel, person()));
        return;
      case 'settle':
        await world.settle();
        return;
      case 'copy':
        if (isErased) return;
        await tolerate(askCopy(kernel, person(), ''));
        await world.settle();
        return checkCopy();
      case 'hold':
      case 'hold a car': {
        const until = new Date(clock.now().getTime() + 3 * DAY).toISOString().slice(0, 10);
        const part = one.do === 'hold' ? 'vehicles' : `vehicles/${cars.at(-1)}`;
        if (!isErased)
          await setHold(kernel, person(), personalDataHolders(), { who: id, part, reason: 'court', until });
        return;
      }
      case 'restart':
        await applyPendingErasures(kernel, personalDataHolders());
        return;
      case 'wait':
        clock.advance(one.days * DAY);
        return;
      case 'crash':
        return crash(one.at);
    }
  };
  const checkCopy = async (): Promise<void> => {
    const request = await findLiving(kernel, id, 'export');
    const copy = request?.state === 'ready' ? await findCopy(kernel, request.id) : undefined;
    for (const { lists } of copy?.parts ?? [])
      for (const { name, lines, rowsInDatabase } of lists)
        if (rowsInDatabase !== null) assert.equal(lines, rowsInDatabase, name);
  };

  await grant();
  for (const one of steps) {
    await look();
    await act(one);
    await look();
  }
  // Whatever was left undone is done now, by nothing but the clock and what runs by it.
  if (!isErased) await tolerate(askErasure(kernel, person()));
  for (let rounds = 0; rounds < 4; rounds++) {
    await look();
    clock.advance(8 * DAY + HOUR);
    await kernel.transaction(kernel => kernel.enqueue(kernel, 'begin-due-erasures', {}));
    await world.settle();
  }
  assert.equal(await findPerson(kernel, id), undefined);
  for (const token of tokens) assert.equal(await read(token), 401);
  const left = await leftBehind(kernel, { ids: [id, ...cars, who.email], keys: [...keys.values()] });
  assert.deepEqual(
    left.named.filter(table => !allowed.has(table)),
    [],
  );
  assert.deepEqual([left.sealed, left.keys], [[], 0]);
  const { rows } = await world.database.pool.query('select 1 from core.data_key where subject = $1', [id]);
  assert.equal(rows.length, 0, 'no key was made anew');
}

test('an erased person leaves no rows and nothing that opens, however it came about', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 9 }), steps => live(steps)),
    { numRuns: 8, endOnFailure: true },
  );
});
