// Lookup keys are replaced on the living product: everybody is found in every phase, whoever is killed leaves nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInAs } from '../../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../../test/support/world.ts';
import { findPersonByEmail, insertPerson, listPeopleByRole } from '../../../accounts/people/person-store.ts';
import { allLookups } from '../../../app.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { findVehiclesOfOwner, saveVehicle } from '../../../vehicles/vehicle-store.ts';
import { SETTLE_MS } from './lookup-state.ts';
import { keepLookups, listLookups } from './rotate-lookups.ts';

const at = href(routes.operator.keysLookups);

const phases = async ({ kernel }: World): Promise<string[]> => [
  ...new Set((await listLookups(kernel, allLookups())).map(({ state }) => `${state.phase} ${state.version}`)),
];

/** What lies in the columns of each index: rows with a hash in the odd, in the even, in neither. */
async function columns({ database }: World): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { table, odd, even } of allLookups().flatMap(({ tables }) => tables)) {
    const { rows } = await database.pool.query(
      `select count(${odd})::int as odd, count(${even})::int as even, count(*)::int as "all" from ${table}`,
    );
    found[table] = `${rows[0].odd}/${rows[0].even}`;
  }
  return found;
}

test('a new lookup key takes over while people sign in and connect cars, killed and restarted', async () => {
  await using world = await openWorld();
  await world.seed();
  const { kernel, clock } = world;
  const admin = await signInAs(world, 'admin');
  const [someone] = await listPeopleByRole(kernel, ['admin', 'triager']);
  assert.ok(someone);
  const known = [someone.email];
  const car = {
    vehicle: 'v1',
    make: 'TESLA',
    model: 'Model 3',
    year: 2024,
    powertrain: 'BEV',
    vin: '5YJ3E1EA1KF000001',
  };
  const connect = (id: string) =>
    kernel.transaction(kernel =>
      saveVehicle(kernel, someone.id, id, {
        provider: 'simulator',
        credentials: null,
        car: car as Parameters<typeof saveVehicle>[3]['car'],
        sandbox: null,
        mode: 'simulated',
      }),
    );
  const first = await connect('11111111-1111-4111-8111-111111111111');
  const before = await columns(world);

  /** In whichever phase: a new person can be added, everybody is found, the same car stays one. */
  const goOn = async (name: string): Promise<void> => {
    const email = `${name.replace(' ', '-')}@phases.example`;
    await kernel.transaction(kernel => insertPerson(kernel, email, name));
    await assert.rejects(
      kernel.transaction(kernel => insertPerson(kernel, email, 'the same again')),
      /duplicate key/,
    );
    known.push(email);
    for (const each of known) assert.equal((await findPersonByEmail(kernel, each))?.email, each, `${each} in ${name}`);
    assert.equal(await connect('22222222-2222-4222-8222-222222222222'), first, name);
    assert.equal((await findVehiclesOfOwner(kernel, someone.id)).filter(({ vin }) => vin === car.vin).length, 1);
  };

  await goOn('steady 1');
  assert.equal((await admin.post(at)).status, 303);
  assert.equal((await admin.post(at)).status, 303, 'asked again, nothing is begun');
  assert.deepEqual(await phases(world), ['filling 2']);
  assert.match((await admin.get(href(routes.operator.keys))).body, /Hashing anew, step 1 of 3: 0 of/);

  // Killed in the second table of the last key.
  const dying = allLookups().map(index => ({
    ...index,
    tables: index.tables.map((table, n) => (n === 0 ? table : { ...table, table: 'core.no_such_table' })),
  }));
  await assert.rejects(keepLookups(kernel, dying), /no_such_table/);
  await goOn('filling 2');
  await keepLookups(kernel, allLookups());
  assert.deepEqual(await phases(world), ['filling 2'], 'nobody who knows the old state may be at work any more');

  for (const phase of ['switching 2', 'clearing 2', 'steady 2']) {
    clock.advance(SETTLE_MS);
    await keepLookups(kernel, allLookups());
    assert.deepEqual(await phases(world), [phase]);
    await goOn(phase);
  }
  for (const [table, counts] of Object.entries(await columns(world))) {
    assert.match(counts, /^0\/\d+$/, `${table} keeps hashes under the old key`);
    const was = Number(before[table]?.split('/')[0]);
    assert.ok(Number(counts.split('/')[1]) >= was, `${table} lost some`);
  }

  // And back into the other column, after which the second key is gone.
  const keys = async () =>
    (await world.database.pool.query("select subject from core.data_key where purpose = 'lookup' order by 1")).rows.map(
      ({ subject }: { subject: string }) => subject,
    );
  assert.equal((await keys()).length, allLookups().length);
  assert.equal((await admin.post(at)).status, 303);
  for (const phase of ['switching 3', 'clearing 3', 'steady 3']) {
    clock.advance(SETTLE_MS);
    await keepLookups(kernel, allLookups());
    assert.deepEqual(await phases(world), [phase]);
    await goOn(phase);
  }
  assert.ok((await keys()).every(subject => subject.endsWith('/3')));
  assert.ok(Object.values(await columns(world)).every(counts => /^\d+\/0$/.test(counts)));
  const { body } = await admin.get(href(routes.operator.keys));
  assert.match(body, /Make new lookup keys/);
  const { rows } = await world.database.pool.query(
    "select action, count(*)::int as n from core.audit_entry where action like 'keys.%lookup' group by 1 order by 1",
  );
  assert.deepEqual(
    rows.map(({ action }: { action: string }) => action),
    ['keys.retire-lookup', 'keys.rotate-lookup'],
  );
});
