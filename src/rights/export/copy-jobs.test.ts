// A copy that two processes make, since one was taken for dead: it can be taken afterwards, whoever ends first.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import { copyJobs } from './copy-jobs.ts';

let world: World;
before(async () => {
  world = await openWorld({ limitsOff: true });
});
after(() => world.close());

/** Asks for a copy. @returns who did, and the request that waits */
async function asked(name: string) {
  const who = { name, email: `${name.toLowerCase()}@rights.example` };
  const visitor = await signInAs(world, who);
  await visitor.post(href(routes.rights.exportAsk), { recipient: '' });
  const { rows } = await world.database.pool.query<{ id: string }>(
    `select id from rights.request where person = $1 and kind = 'export'`,
    [await personOf(world, who)],
  );
  return { visitor, request: rows[0]?.id ?? '' };
}

/** Makes the copy; `meanwhile` happens once, when it has begun. */
function make(request: string, meanwhile: () => Promise<unknown>, fault?: Error): Promise<void> {
  let isFirst = true;
  const holder: PersonalDataHolder = {
    name: 'test',
    tables: [],
    export: async () => {
      if (isFirst) {
        isFirst = false;
        await meanwhile();
        if (fault) throw fault;
      }
      return { words: ['hello'] };
    },
    counts: async () => ({ words: 1 }),
    erase: async () => undefined,
  };
  const [job] = copyJobs(() => [holder]);
  assert.ok(job);
  return job.run(world.kernel, { request });
}

const nothing = async (): Promise<void> => undefined;

for (const [how, fault] of [
  ['the slower one ends', undefined],
  ['the slower one fails', new Error('its disk is full')],
] as const)
  test(`a copy that was made meanwhile stays when ${how}`, async () => {
    const { visitor, request } = await asked(fault ? 'Fay' : 'Edna');
    await make(request, () => make(request, nothing), fault);
    const file = await visitor.get(href(routes.rights.exportFile, { request }));
    assert.equal(file.status, 200);
    assert.equal(file.bytes.subarray(0, 2).toString(), 'PK');
    const { rows } = await world.database.pool.query('select id from core.file where subject = $1', [request]);
    assert.equal(rows.length, 1, 'one copy, not two');
  });

test('whoever ends first has made it, and who ends last takes nothing away', async () => {
  const { visitor, request } = await asked('Gail');
  let slower: Promise<void> | undefined;
  const { promise: isBegun, resolve: begun } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  // One begins, another begins over it, the first one ends, and then the other.
  await make(request, async () => {
    slower = make(request, async () => {
      begun();
      await mayEnd;
    });
    await isBegun;
  });
  assert.equal((await visitor.get(href(routes.rights.exportFile, { request }))).status, 200);
  end();
  await slower;
  assert.equal((await visitor.get(href(routes.rights.exportFile, { request }))).status, 200);
});
