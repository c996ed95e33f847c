import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import { currentProgram } from '../current-program.ts';
import { programChecks } from '../program-checks.ts';
import { publishScope } from '../publish-version.ts';
import { isValidSecurityTxt, lintSecurityTxt } from '../security-txt-lint.ts';

const {
  show,
  policy,
  scopeCheck,
  scope,
  taxonomy,
  securityTxt,
  securityTxtOld,
  edit,
  editPolicy,
  editScope,
  editTargets,
} = routes.program;

test('the program page answers whether a target is in scope, with and without script', async () => {
  await using world = await openWorld();
  await world.seed();
  const visitor = world.visitor();
  const page = await visitor.get(href(show));
  assert.equal(page.status, 200);
  for (const words of ['May I test?', 'within 3 business days', 'Too few reports yet', 'api.telltale.example'])
    assert.ok(page.body.includes(words), words);
  assert.ok(page.body.length < 60_000);

  const asked = await visitor.get(href(show, undefined, { u: 'https://status.telltale.example/x' }));
  assert.match(asked.body, /status\.telltale\.example\/x<\/span> is not in scope/);
  const injected = await visitor.get(href(show, undefined, { u: '<script>alert(1)</script>' }));
  assert.ok(!injected.body.includes('<script>alert'));

  const { verdict, ruleId, scopeVersion, reason } = (
    await visitor.get(href(scopeCheck, undefined, { u: 'https://api.telltale.example/v2.0/vehicles' }))
  ).json<{ verdict: string; ruleId: string; scopeVersion: { number: number }; reason: string }>();
  assert.deepEqual([verdict, ruleId, scopeVersion.number], ['in', 'vehicle-api', 2]);
  assert.match(reason, /in scope by rule vehicle-api/);
  assert.equal((await visitor.get(href(scopeCheck))).status, 400);
  assert.equal((await visitor.get(href(scope))).json<{ rules: unknown[] }>().rules.length, 7);
  assert.ok((await visitor.get(href(taxonomy))).json<{ content: unknown[] }>().content.length > 10);
});

test('security.txt is valid, the same all day, and never runs out', async () => {
  await using world = await openWorld({
    environment: { PUBLIC_URL: 'https://security.example', SECURITY_CONTACT: 'mailto:psirt@security.example' },
  });
  const visitor = world.visitor();
  const read = async () => {
    const page = await visitor.get(href(securityTxt));
    const findings = lintSecurityTxt(page.body, {
      now: world.clock.now(),
      url: 'https://security.example/.well-known/security.txt',
      contentType: String(page.headers['content-type']),
    });
    assert.ok(isValidSecurityTxt(findings), JSON.stringify(findings));
    return page.body;
  };
  const first = await read();
  assert.match(first, /^Contact: https:\/\/security\.example\/report\r\nContact: mailto:psirt@security\.example\r\n/);
  world.clock.advance(DAY / 3);
  assert.equal(await read(), first);
  world.clock.advance(DAY);
  assert.notEqual(await read(), first);
  world.clock.advance(900 * DAY);
  await read();
  for (const check of programChecks) assert.ok((await check.run(world.kernel)).ok, check.name);

  const old = await visitor.get(href(securityTxtOld));
  assert.deepEqual([old.status, old.location], [301, href(securityTxt)]);
});

test('every policy version stays readable, and others are not found', async () => {
  await using world = await openWorld();
  const visitor = world.visitor();
  const { policyVersion } = await currentProgram(world.kernel);
  const page = await visitor.get(href(policy, { version: '1' }));
  assert.ok(page.body.includes(policyVersion.sha256));
  for (const version of ['2', '0', '01', 'x', '99999999999999'])
    assert.equal((await visitor.get(href(policy, { version }))).status, 404, version);
});

test('an edit of the scope asks first, publishes a version, and keeps what was typed when it is wrong', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const typed = {
    basedOn: '1',
    effect: 'allow',
    match: 'exact-host',
    identifier: 'api.example.com',
    instruction: 'Kindly.',
  };

  const wrong = await admin.post(href(editScope), { ...typed, identifier: 'api example' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Enter one host, like api\.example\.com/);
  assert.match(wrong.body, /value="api example"/);
  assert.match(wrong.body, /Kindly\./);

  const asks = await admin.post(href(editScope), typed);
  assert.equal(asks.status, 200);
  assert.match(asks.body, /Publish version 2 of the scope\?/);
  assert.equal((await currentProgram(world.kernel)).rules.length, 1, 'asking changes nothing');

  const published = await admin.post(href(editScope), { ...typed, step: 'publish' });
  assert.equal(published.status, 303);
  const { rules } = await currentProgram(world.kernel);
  assert.deepEqual(rules[1], {
    id: 'rule-2',
    effect: 'allow',
    match: 'exact-host',
    identifier: 'api.example.com',
    instruction: 'Kindly.',
  });

  const change = { ...typed, basedOn: '2', rule: 'rule-2', effect: 'deny', step: 'publish' };
  assert.equal((await admin.post(href(editScope), change)).status, 303);
  assert.equal((await currentProgram(world.kernel)).rules[1]?.effect, 'deny');
  const late = await admin.post(href(editScope), { ...change, identifier: 'late.example.com' });
  assert.equal(late.status, 409);
  assert.match(late.body, /late\.example\.com/);

  const removal = await admin.post(href(editScope), { basedOn: '3', remove: 'own-host' });
  assert.match(removal.body, /Mind: after this, nothing is in scope/);
});

test('an edit of the policy shows what changes and as it will be read', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const { policyVersion } = await currentProgram(world.kernel);
  const body = policyVersion.body.replace('## Questions', '## Questions\n\nCall us.').replaceAll('\n', '\r\n');
  const fields = { basedOn: '1', body, language: 'en', safeHarbor: 'full' };
  assert.equal((await admin.post(href(editPolicy), { ...fields, body: policyVersion.body })).status, 422);
  const asks = await admin.post(href(editPolicy), fields);
  assert.match(asks.body, /The text: 2 lines added, 0 lines removed\./);
  assert.match(asks.body, /<ins[^>]*>Call us\.<\/ins>/);
  assert.equal((await admin.post(href(editPolicy), { ...fields, step: 'publish' })).status, 303);
  const now = (await currentProgram(world.kernel)).policyVersion;
  assert.equal(now.number, 2);
  assert.ok(!now.body.includes('\r'));
  assert.equal((await world.visitor().get(href(policy, { version: '1' }))).status, 200);
});

test('targets, promises and calendar are edited by parts', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const publish = async (fields: Record<string, string>) => {
    const { settingsVersion } = await currentProgram(world.kernel);
    return admin.post(href(editTargets), { basedOn: String(settingsVersion.number), step: 'publish', ...fields });
  };
  assert.equal((await publish({ part: 'target', name: 'Owner app', category: 'ios', CR: 'H' })).status, 303);
  const { targets } = await currentProgram(world.kernel);
  assert.deepEqual(targets[1]?.requirements, { CR: 'H' });
  const [first] = targets;
  assert.equal((await publish({ part: 'retire', target: first?.id ?? '' })).status, 303);
  const retired = await currentProgram(world.kernel);
  assert.deepEqual(retired.retiredTargets, [first]);
  assert.equal((await publish({ part: 'retire', target: targets[1]?.id ?? '' })).status, 422, 'the last one stays');

  const promises = { acknowledge: '1', decide: '5', update: '14', disclose: '90', remediate1: '3', remediate2: '30' };
  const asks = await admin.post(href(editTargets), { basedOn: '3', part: 'promises', ...promises });
  assert.match(asks.body, /A person answers you: 1 business day \(so far 3 business days\)\./);
  assert.equal((await publish({ part: 'promises', ...promises, decide: '0' })).status, 422);
  assert.equal((await publish({ part: 'promises', ...promises })).status, 303);
  const { responseTargets } = await currentProgram(world.kernel);
  assert.deepEqual([responseTargets.acknowledge.count, responseTargets.remediate[3]], [1, null]);

  const calendar = { part: 'calendar', timeZone: 'Europe/Berlin', day1: 'on', day2: 'on', holidays: '2026-12-25' };
  assert.equal((await publish({ ...calendar, holidays: '2026-02-30' })).status, 422);
  assert.equal((await publish(calendar)).status, 303);
  assert.deepEqual((await currentProgram(world.kernel)).calendar.workdays, [1, 2]);
});

test('only admins edit; triagers, viewers, owners and strangers do not', async () => {
  await using world = await openWorld();
  const before = (await currentProgram(world.kernel)).scopeVersion.number;
  const fields = { basedOn: '1', step: 'publish', effect: 'allow', match: 'product', identifier: 'X' };
  for (const [who, status] of [
    ['triager', 403],
    ['viewer', 403],
    ['owner', 404],
  ] as const) {
    const visitor = await signInAs(world, who);
    for (const page of [edit, editPolicy, editScope, editTargets])
      assert.equal((await visitor.get(page.path)).status, status, `${who} ${page.path}`);
    assert.equal((await visitor.post(href(editScope), fields)).status, status);
  }
  assert.equal((await world.visitor().post(href(editScope), fields)).status, 401);
  assert.equal((await currentProgram(world.kernel)).scopeVersion.number, before);
});

test('a published version can not be changed, not even in the database', async () => {
  await using world = await openWorld();
  await publishScope(world.kernel, { kind: 'system', name: 'test' }, { basedOn: 1, rules: [] });
  for (const statement of ['update program.scope_version set number = 9', 'delete from program.policy_version'])
    await assert.rejects(world.kernel.pool.query(statement), /never changed/);
});
