// Redaction: passages go from a text whatever surrounds them, and from a report for good, as staff and reporters do it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields, Page } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { listAttachments } from '../attachment-store.ts';
import { toCanonicalReport } from '../canonical-report.ts';
import { listMessages } from '../conversation-store.ts';
import { readBeginning } from '../evidence/read-beginning.ts';
import { readReport } from '../report-store.ts';
import { textsOf, withTexts } from './places.ts';
import { MARK, takeOut, takeOutOfBytes } from './redact-text.ts';
import { listRedactions } from './redaction-store.ts';

const self = system('test');
const small = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '\n', '\r\n', ' '), minLength: 1, maxLength: 6 });
const passages = fc.array(
  small.map(text => ({ text, kind: 'typed' as const })),
  { minLength: 1, maxLength: 4 },
);
const longer = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '\n', '\r\n', ' ', '█'), maxLength: 60 });

test('no passage is left in a text or in bytes, and what is no passage stays', () => {
  fc.assert(
    fc.property(longer, passages, (text, chosen) => {
      const real = chosen.filter(({ text }) => text.trim() !== '');
      const { text: left, taken } = takeOut(text, chosen);
      for (const passage of real) assert.ok(!left.includes(passage.text), JSON.stringify([text, passage.text, left]));
      assert.equal(left === text, taken.length === 0);
      const { bytes } = takeOutOfBytes(Buffer.from(text), chosen);
      assert.equal(bytes.toString(), left, 'bytes and text agree');
      // All that stays was there before, in its order.
      const pieces = left.split(MARK);
      let from = 0;
      for (const piece of pieces) {
        const at = text.indexOf(piece, from);
        assert.ok(at >= 0 || text.includes('█'));
        from = Math.max(from, at + piece.length);
      }
    }),
  );
  const odd = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from('key=Zoë'), Buffer.from([0xc3])]);
  const { bytes, taken } = takeOutOfBytes(odd, [{ text: 'Zoe\u0308', kind: 'typed' }]);
  assert.equal(taken[0]?.count, 1, 'in another normal form');
  assert.deepEqual([...bytes.subarray(0, 3), bytes.at(-1)], [0xff, 0xfe, 0x00, 0xc3], 'what is no text stays');
});

test('every text of a report has a place, and only the one that is changed changes', () => {
  const content = toCanonicalReport({
    programHandle: 'p',
    publicId: 'VDP-2026-0001',
    submittedAt: new Date(0),
    nonce: 'n',
    targetId: null,
    target: 'T',
    title: 'Ti',
    location: 'L',
    description: 'D',
    steps: 'S',
    impact: 'I',
    claims: [
      {
        precondition: 'P',
        action: 'A',
        effect: 'E',
        asset: 'As',
        evidence: [
          { kind: 'text', text: 'Te' },
          { kind: 'exchange', request: 'Rq', response: 'Rs' },
          { kind: 'file', sha256: 'ab', name: 'f.txt' },
        ],
      },
    ],
    urgency: [],
    taxonomyId: null,
    taxonomyVersion: null,
    cvssVectors: [],
    files: [{ name: 'f.txt', size: 1, sha256: 'ab' }],
    policyVersionId: 'v',
    policySha256: 'cd',
    scopeVersionId: 's',
  });
  const places = textsOf(content);
  assert.equal(new Set(places.map(({ key }) => key)).size, places.length);
  assert.deepEqual(places.map(({ text }) => text).toSorted(), [
    'A',
    'As',
    'D',
    'E',
    'I',
    'L',
    'P',
    'Rq',
    'Rs',
    'S',
    'T',
    'Te',
    'Ti',
  ]);
  for (const { key } of places) {
    const changed = withTexts(
      content,
      (at, text) => (at === key ? MARK : text),
      ({ name }) => name,
    );
    assert.equal(textsOf(changed).filter(({ text }) => text === MARK).length, 1, key);
  }
  assert.deepEqual(
    withTexts(
      content,
      (_, text) => text,
      ({ name }) => name,
    ),
    content,
  );
});

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));

/** Chooses, looks at the preview, confirms with its revision. */
async function redact(world: World, id: string, fields: FormFields): Promise<Page> {
  const triager = await signInAs(world, 'triager');
  const preview = await triager.post(href(routes.reports.redact, { id }), fields);
  assert.equal(preview.status, 200, /role="alert"[\s\S]{0,600}/.exec(preview.body)?.[0]);
  assert.match(preview.body, /Nothing has been done yet[\s\S]*can’t be undone/);
  const revision = /name="revision" value="(\d+)"/.exec(preview.body)?.[1];
  return triager.post(href(routes.reports.redact, { id }), { ...fields, revision, step: 'confirmed' });
}

const SECRET = 'hunter2-flamingo';
const reason = 'It holds a live password of a customer.';

test('what staff takes out is gone from texts, messages, files and the search, with a log and an honest receipt', async () => {
  await using world = await openWorld();
  const anna = world.visitor();
  const har = {
    field: 'evidence',
    filename: 'run.txt',
    content: `GET / HTTP/1.1\npassword=${SECRET}\n`,
    type: 'text/plain',
  };
  const sent = await sendReport(
    world,
    anna,
    {
      description: `Log in with password: ${SECRET} and open the export.`,
      steps: `Mail anna.muster@inbox.example the ${SECRET}.`,
    },
    [har, { ...har, filename: 'photo-of-zebra.txt', content: 'other' }],
  );
  done(await anna.post(href(routes.reports.reply, { id: sent.id }), { text: `Still ${SECRET}, as said.` }));
  await world.settle();
  const triager = await signInAs(world, 'triager');
  const found = (q: string) => triager.get(href(routes.reports.search, undefined, { q }));
  assert.ok((await found('flamingo')).body.includes(sent.number));
  const receipt = await anna.get(href(routes.reports.receipt, { id: sent.id }));

  const page = await triager.get(href(routes.reports.redact, { id: sent.id }));
  assert.match(page.body, /password hun…go[\s\S]*e-mail address/);
  assert.ok(!page.body.includes(SECRET), 'the page that offers it does not show it once more');
  const email = /value="(steps#\d)"/.exec(page.body)?.[1] ?? '';
  for (const [fields, words] of [
    [{}, /Tick what shall be made unreadable/],
    [{ passage: 'ab' }, /at least 3 characters/],
    [{ passage: 'stands nowhere at all', pick: [] }, /searched to the end when you go on/],
  ] as const)
    assert.match((await triager.post(href(routes.reports.redact, { id: sent.id }), fields)).body, words);
  const fields = { passage: SECRET, pick: [email], reason };
  const chatty = await redact(world, sent.id, { ...fields, reason: `Because ${SECRET} is live.` });
  assert.equal(chatty.status, 422);
  assert.match(chatty.body, /The reason repeats what shall go/);
  const stale = await triager.post(href(routes.reports.redact, { id: sent.id }), {
    ...fields,
    revision: '77',
    step: 'confirmed',
  });
  assert.equal(stale.status, 409);
  const before = await listAttachments(world.kernel, self, sent.id);
  const row = async () =>
    (await world.database.pool.query('select content, title from reports.report where id = $1', [sent.id])).rows[0];
  const old = (await row()).content as Buffer;
  done(await redact(world, sent.id, fields));
  await world.settle();

  const report = await readReport(world.kernel, self, sent.id);
  assert.equal(report.content.description, `Log in with password: ${MARK} and open the export.`);
  assert.equal(report.content.steps, `Mail ${MARK} the ${MARK}.`);
  assert.notDeepEqual((await row()).content, old, 'sealed anew');
  const [message] = await listMessages(world.kernel, self, sent.id);
  assert.equal(message?.body, `Still ${MARK}, as said.`);
  const after = await listAttachments(world.kernel, self, sent.id);
  const [file] = after;
  assert.ok(file && file.file !== before[0]?.file && file.sha256 === before[0]?.sha256 && file.name === 'run.txt');
  const { content } = await readBeginning(world.kernel, { id: file.file, subject: sent.id }, 1000);
  assert.equal(Buffer.from(content).toString(), `GET / HTTP/1.1\npassword=${MARK}\n`);
  assert.equal(
    await world.kernel.files.find(world.kernel.db, before[0]?.file ?? file.file),
    undefined,
    'the old file is gone',
  );
  assert.equal(after[1]?.file, before[1]?.file, 'the other is untouched');
  assert.ok(!(await found('flamingo')).body.includes(sent.number), 'nor is it found any more');
  assert.ok((await found('export')).body.includes(sent.number));

  const log = await listRedactions(world.kernel, sent.id);
  assert.deepEqual(
    log.map(({ place, kind, count, characters }) => [place.replace(/\..*/, ''), kind, count, characters]).toSorted(),
    [
      ['description', 'typed', 1, SECRET.length],
      ['file', 'typed', 1, SECRET.length],
      ['message', 'typed', 1, SECRET.length],
      ['steps', 'email', 1, 'anna.muster@inbox.example'.length],
      ['steps', 'typed', 1, SECRET.length],
    ],
  );
  const stored = await world.database.pool.query('select passage, salt from reports.redaction order by id');
  assert.equal(
    new Set(stored.rows.map(row => (row.passage as Buffer).toString('hex'))).size,
    5,
    'salted: equal ones differ',
  );
  const audit = await world.database.pool.query(
    "select details::text from core.audit_entry where action = 'report.redact'",
  );
  assert.ok(audit.rows.length === 1 && !audit.rows[0].details.includes(SECRET));
  assert.match(
    (await triager.get(href(routes.reports.triage, { id: sent.id }))).body,
    /5 passages taken out[\s\S]*Typed passage in/,
  );

  // The reporter reads that, and why; the receipt holds, and says that it is of the original.
  const own = await anna.open(href(routes.reports.show, { id: sent.id }));
  assert.match(own.body, /Parts of this report were made unreadable/);
  assert.ok(own.body.includes(reason) && !own.body.includes(SECRET));
  assert.deepEqual((await anna.get(href(routes.reports.receipt, { id: sent.id }))).body, receipt.body);
  const left = await anna.get(href(routes.reports.canonical, { id: sent.id }));
  const alone = await anna.post(href(routes.reports.verifyReceipt), { receipt: receipt.body });
  assert.match(alone.body, /The signature is by our receipt key/);
  const both = await anna.post(href(routes.reports.verifyReceipt), { receipt: receipt.body, report: left.body });
  assert.match(both.body, /made unreadable after it was received/);
  const checks = await Promise.all(
    (await import('../report-checks.ts')).reportChecks.map(check => check.run(world.kernel)),
  );
  assert.match(checks.map(({ detail }) => detail).join(), /0 differ, 1 redacted on record/);

  // A whole file goes with its name.
  done(await redact(world, sent.id, { whole: [`file.${after[1]?.file}#all`], reason }));
  const [, gone] = await listAttachments(world.kernel, self, sent.id);
  assert.match(gone?.name ?? '', /^removed-/);
  assert.ok(!JSON.stringify((await readReport(world.kernel, self, sent.id)).content).includes('zebra'));
});

test('a reporter asks for it, the team does it or says no; nobody else can', async () => {
  await using world = await openWorld();
  const anna = world.visitor();
  const sent = await sendReport(world, anna, { impact: 'My own name is Annabelle Muster.' });
  const at = href(routes.reports.askRedaction, { id: sent.id });
  assert.match((await anna.post(at, { place: 'nowhere', why: 'x' })).body, /Choose what shall be made unreadable/);
  done(await anna.post(at, { place: 'impact', why: 'My name.' }));
  done(await anna.post(at, { place: 'steps', why: '' }));
  assert.equal((await world.visitor().post(at, { place: 'impact' })).status, 401);
  const researcher = await signInAs(world, 'researcher');
  assert.equal((await researcher.post(at, { place: 'impact' })).status, 404);
  const viewer = await signInAs(world, 'viewer');
  assert.equal((await viewer.get(href(routes.reports.redact, { id: sent.id }))).status, 403);
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id: sent.id }));
  assert.match(page.body, /The reporter asks to take out: the impact[\s\S]*“My name\.”/);
  const request = /take out: the steps[\s\S]*?name="request" value="(rrq_\w+)"/.exec(page.body)?.[1] ?? '';
  done(await redact(world, sent.id, { passage: 'Annabelle Muster', reason }));
  done(await triager.post(href(routes.reports.redactionDecline, { id: sent.id }), { request }));
  const { rows } = await world.database.pool.query('select place, outcome from reports.redaction_request order by id');
  assert.deepEqual(rows.map(row => [row.place, row.outcome]).toSorted(), [
    ['impact', 'done'],
    ['steps', 'declined'],
  ]);
});
