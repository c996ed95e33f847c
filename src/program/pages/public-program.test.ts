// What strangers read of the program's past and promises: scope history, its feeds, the letter; and the policy check.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { currentProgram } from '../current-program.ts';
import { publishPolicy, publishScope } from '../publish-version.ts';

const { scopeHistory, scopeVersion, scopeAtom, scopeFeed, letter, letterFile, lintPolicy, editPolicy } = routes.program;

test('every version of the scope stays readable, with what it changed, on pages and in feeds', async () => {
  await using world = await openWorld();
  await world.seed();
  const { rules, scopeVersion: now } = await currentProgram(world.kernel);
  const [first] = rules;
  assert.ok(first);
  await publishScope(world.kernel, system('test'), {
    basedOn: now.number,
    rules: [...rules.slice(1), { ...first, id: 'fresh', identifier: 'fresh.telltale.example', match: 'exact-host' }],
  });
  const visitor = world.visitor();
  const history = await visitor.get(href(scopeHistory));
  assert.equal(history.status, 200);
  assert.match(history.body, /Added\. .*fresh\.telltale\.example/);
  assert.match(history.body, new RegExp(`Removed\\. .*rule ${first.id}`));
  const old = await visitor.get(href(scopeVersion, { version: String(now.number) }));
  assert.match(old.body, /This is not the scope in force/);
  assert.equal((await visitor.get(href(scopeVersion, { version: String(now.number + 2) }))).status, 404);
  assert.equal((await visitor.get(href(scopeVersion, { version: '01' }))).status, 404);

  const atom = await visitor.get(href(scopeAtom));
  assert.match(String(atom.headers['content-type']), /^application\/atom\+xml/);
  assert.equal(atom.body.match(/<entry>/g)?.length, now.number + 1);
  const { items } = (await visitor.get(href(scopeFeed))).json<{ items: { title: string; content_text: string }[] }>();
  assert.equal(items[0]?.title, `Scope, version ${now.number + 1}`);
  assert.match(items[0]?.content_text ?? '', /SHA-256 [0-9a-f]{64}$/);
});

test('the letter names policy and scope, is signed, and a changed one is refused', async () => {
  await using world = await openWorld();
  await world.seed();
  const { policyVersion, scopeVersion: scope } = await currentProgram(world.kernel);
  const visitor = world.visitor();
  const page = await visitor.get(href(letter, undefined, { to: 'Robin\n<b>Reyes' }));
  assert.match(page.body, /To Robin &lt;b>Reyes|To Robin &lt;b&gt;Reyes/);
  assert.ok(page.body.includes(policyVersion.sha256));
  const file = await visitor.get(href(letterFile, undefined, { to: 'Robin' }));
  const signed = file.json<{ scope: { version: number; sha256: string }; to: string }>();
  assert.deepEqual([signed.scope.version, signed.to], [scope.number, 'Robin']);
  assert.ok(page.body.includes(signed.scope.sha256));

  const check = (text: string) => visitor.post(href(letter), { letter: text });
  assert.match((await check(file.body)).body, /It is ours/);
  assert.match((await check(JSON.stringify(signed))).body, /made out to Robin/);
  assert.match(
    (await check(file.body.replace('"to": "Robin"', '"to": "Mallory"'))).body,
    /was changed after it was signed/,
  );
  assert.match((await check('{"format":"telltale-safe-harbor-1"}')).body, /not a letter of the form/);
  const empty = await check(' ');
  assert.equal(empty.status, 422);
});

test('without safe harbor there is no letter, and the policy check says what is missing', async () => {
  await using world = await openWorld();
  await world.seed();
  const admin = await signInAs(world, 'admin');
  assert.doesNotMatch((await admin.get(href(lintPolicy))).body, /not met/);
  const { policyVersion } = await currentProgram(world.kernel);
  const body = policyVersion.body.replace('## Safe harbor', '## Law');
  const asked = await admin.post(href(editPolicy), {
    step: 'preview',
    basedOn: String(policyVersion.number),
    body,
    language: 'en',
    safeHarbor: 'none',
  });
  assert.match(asked.body, /the policy check no longer finds this: “Research in good faith is authorized/);
  await publishPolicy(world.kernel, system('test'), {
    basedOn: policyVersion.number,
    body,
    language: 'en',
    safeHarbor: 'none',
  });
  const visitor = world.visitor();
  assert.match((await visitor.get(href(letter))).body, /There is no letter at the moment/);
  assert.equal((await visitor.get(href(letterFile))).status, 404);
  assert.match((await admin.get(href(lintPolicy))).body, /1 of \d+ are not met/);
});
