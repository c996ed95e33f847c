import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { currentProgram } from '../../program/index.ts';
import { readReport } from '../report-store.ts';
import { claimCount, claimField, readClaims, turnClaims } from './claim-form.ts';

let world: World;
before(async () => {
  world = await openWorld({ limitsOff: true });
});
after(() => world.close());

const submit = href(routes.reports.submit);
const typed = {
  claims: '2',
  'claim.1.precondition': 'No account',
  'claim.1.action': 'Opens the link',
  'claim.1.effect': 'Reads all trips',
  'claim.1.asset': 'api.example.com',
  'claim.1.request': 'GET /trips/7 HTTP/1.1',
  'claim.1.response': 'HTTP/1.1 200 OK\r\n\r\n[<b>trip</b>]',
  'claim.2.action': 'Guesses the number',
};

test('claims are added and taken away with everything else kept, and the files stay with theirs', () => {
  const added = turnClaims(typed, 'add-claim');
  assert.equal(claimCount(added), 3);
  assert.equal(added['claim.1.action'], 'Opens the link');
  const removed = turnClaims({ ...typed, 'claim.2.file': ['fil_2'] }, 'remove-claim-1');
  assert.equal(claimCount(removed), 1);
  assert.equal(removed[claimField(1, 'action')], 'Guesses the number');
  assert.deepEqual(removed[claimField(1, 'file')], ['fil_2']);
  assert.equal(removed[claimField(2, 'action')], undefined);
  assert.equal(turnClaims(typed, 'remove-claim-7'), typed);
  assert.equal(claimCount({ claims: '99' }), 5);
  assert.equal(claimCount({ claims: '-1' }), 1);
  assert.equal(claimCount({ claims: '0' }), 0);
});

test('an empty claim is none, and one without evidence is kept', () => {
  const { claims } = readClaims({ ...typed, claims: '3' }, []);
  assert.equal(claims.length, 2);
  assert.deepEqual(claims[1]?.evidence, []);
  const { errors } = readClaims({ claims: '1', 'claim.1.asset': 'x'.repeat(301) }, []);
  assert.match(errors['claim.1.asset'] ?? '', /longer than 300/);
});

test('a report with claims: shown to staff beside its evidence, to its reporter, and vouched for by the receipt', async () => {
  const visitor = world.visitor();
  const files = [
    { field: 'claim.1.upload', filename: 'trips.txt', content: Buffer.from('seven trips') },
    { field: 'evidence', filename: 'beside.txt', content: Buffer.from('something else') },
  ];
  const { id } = await sendReport(world, visitor, typed, files);
  const { content } = await readReport(world.kernel, system('test'), id);
  assert.equal(content.format, 'telltale-report-3');
  assert.equal(content.claims?.length, 2);
  assert.deepEqual(
    content.claims?.[0]?.evidence.map(item => (item.kind === 'file' ? item.name : item.kind)),
    ['exchange', 'trips.txt'],
  );
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  assert.match(page.body, /Claim 2/);
  assert.match(page.body, /\[&lt;b>trip&lt;\/b>\]|\[&lt;b&gt;trip/);
  assert.match(page.body, /trips\.txt/);
  assert.match(page.body, /\d of \d things to repeat it/);
  const own = await visitor.get(href(routes.reports.show, { id }));
  assert.match(own.body, /Opens the link/);
  const receipt = await visitor.get(href(routes.reports.receipt, { id }));
  const report = await visitor.get(href(routes.reports.canonical, { id }));
  const checked = await world
    .visitor()
    .post(href(routes.reports.verifyReceipt), { receipt: receipt.body, report: report.body });
  assert.match(checked.body, /tone-good/);
});

test('the check names what is missing, sends nothing, and keeps text and files of claims', async () => {
  const visitor = world.visitor();
  const { targets } = await currentProgram(world.kernel);
  const page = await visitor.upload(
    submit,
    { target: targets[0]?.id ?? '', title: 'Kept', ...typed, intent: 'check' },
    [{ field: 'claim.2.upload', filename: 'log.txt', content: Buffer.from('a log') }],
  );
  assert.equal(page.status, 200);
  assert.match(page.body, /id="check"/);
  assert.match(page.body, /<strong>Steps<\/strong>: missing/);
  assert.match(page.body, /value="Guesses the number"|>Guesses the number</);
  assert.match(page.body, /name="claim\.2\.file" value="fil_/);
  assert.doesNotMatch(page.body, /form-errors/);
  const more = await visitor.post(submit, { ...typed, intent: 'add-claim' });
  assert.match(more.body, /Claim 3/);
});
