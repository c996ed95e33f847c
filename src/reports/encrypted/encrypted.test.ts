import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { encryptTo } from '../../core/openpgp/openpgp-message.ts';
import { makeProgramKey } from '../../program/keys/change-key.ts';
import { findCurrentKey } from '../../program/keys/key-store.ts';
import { withoutArmor } from './encrypted-words.ts';

async function encrypted(world: World, text: string): Promise<string> {
  if (!(await findCurrentKey(world.kernel)))
    await makeProgramKey(world.kernel, system('test'), 'security@cars.example');
  const key = await findCurrentKey(world.kernel);
  return encryptTo(Buffer.from(text), key?.publicKey ?? '', world.clock.now());
}

test('the form offers encryption when there is a key, and takes a pasted message in place of the description', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  assert.ok(!(await visitor.get(href(routes.reports.submit))).body.includes('name="encrypted"'));
  const message = await encrypted(world, 'Zebrafinch steps');
  assert.match((await visitor.get(href(routes.reports.submit))).body, /name="encrypted"/);
  const wrong = await visitor.post(href(routes.reports.submit), { encrypted: 'no message', intent: 'send' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /not an armored OpenPGP message/);
  assert.match(wrong.body, /no message<\/textarea>/, 'what was pasted is kept');
  const attached = await encrypted(world, 'proof in a file');
  const { id, code } = await sendReport(
    world,
    visitor,
    { description: '', steps: '', impact: '', encrypted: message },
    [{ field: 'evidence', filename: 'poc.txt.asc', content: attached }],
  );
  assert.ok(code.length > 20, 'receipt and code come as ever');
  const own = await visitor.get(href(routes.reports.show, { id }));
  assert.match(own.body, /A message encrypted with OpenPGP/);

  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /Encrypted report, opened/);
  assert.match(page.body, /Zebrafinch steps/);
  const at = /href="(\/triage\/[^"]+\/opened)"/.exec(page.body)?.[1] ?? '';
  const file = await triager.get(at);
  assert.equal(file.body, 'proof in a file');
  assert.match(String(file.headers['content-disposition']), /filename="poc\.txt"/);
  assert.equal((await world.visitor().get(at)).status, 303, 'others are asked to sign in');
  const { rows } = await world.database.pool.query<{ row: string }>('select r::text as row from reports.report r');
  assert.ok(!rows[0]?.row.includes('Zebrafinch'));
});

test('with a key of the team the message is downloaded, and its words are brought back, sealed and for staff only', async () => {
  await using world = await openWorld();
  const message = await encrypted(world, 'Zebrafinch steps');
  await world.database.pool.query("update program.openpgp_key set custody = 'team', private_key = null");
  const visitor = world.visitor();
  const { id } = await sendReport(world, visitor, { description: '', encrypted: message });
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /this server cannot open it/);
  const file = await triager.get(href(routes.reports.encryptedMessage, { id }));
  assert.equal(file.body.trim(), message.trim());
  const viewer = await signInAs(world, { name: 'V', email: 'v@x.example', staffRole: 'viewer' });
  const at = href(routes.reports.openedText, { id });
  assert.equal((await viewer.post(at, { text: 'Zebrafinch steps' })).status, 403);
  assert.equal((await triager.post(at, { text: ' ' })).status, 400);
  assert.equal((await triager.post(at, { text: 'Zebrafinch steps' })).status, 303);
  assert.match((await triager.get(href(routes.reports.triage, { id }))).body, /Zebrafinch steps/);
  assert.ok(!(await visitor.get(href(routes.reports.show, { id }))).body.includes('Zebrafinch'));
  const { rows } = await world.database.pool.query<{ text: Buffer }>('select text from reports.opened_text');
  assert.ok(!rows[0]?.text.includes('Zebrafinch'));
  const plain = await sendReport(world, world.visitor());
  assert.equal((await triager.post(href(routes.reports.openedText, { id: plain.id }), { text: 'x' })).status, 404);
  assert.equal((await triager.get(href(routes.reports.encryptedMessage, { id: plain.id }))).status, 404);
});

test('words around a message stay, the message becomes a note', () => {
  const block = '-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----';
  assert.equal(withoutArmor(`Hello\n${block}\nBye`), 'Hello\n_A message encrypted with OpenPGP, 1 KiB._\nBye');
  assert.equal(withoutArmor('Hello'), 'Hello');
});
