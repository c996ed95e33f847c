// Documents on request through their doors: proved, accepted, asked for, decided, let out, traced, taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PDFDocument } from 'pdf-lib';
import { aReport } from '../../test/support/a-pdf.ts';
import { signInAs } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { DAY, MINUTE, SECOND } from '../core/clock.ts';
import { deliver } from './deliveries/deliver.ts';
import { traceFile } from './deliveries/trace-file.ts';
import { checkAcceptance, type SealedAcceptance, sha256 } from './terms/signature.ts';

const { documents } = routes;
let world: World;
let anna: Visitor;
let bert: Visitor;
let report: Buffer;
before(async () => {
  world = await openWorld({ limitsOff: true });
  anna = await signInAs(world, 'admin');
  bert = await signInAs(world, 'triager');
  report = await aReport(2);
  await publishTerms('First terms: read, do not pass on. They are long enough to be accepted.', 1);
});
after(() => world.close());

const ok = (page: Page, status = 303): Page => {
  assert.equal(page.status, status, `${page.status}: ${page.body.replace(/<[^>]+>/g, ' ').slice(0, 600)}`);
  return page;
};
const idIn = (text: string, prefix: string): string => new RegExp(`${prefix}_[0-9a-z]{26}`).exec(text)?.[0] ?? '';

async function publishTerms(body: string, number: number): Promise<void> {
  ok(await anna.post(href(documents.editTerms), { title: 'Terms', body, number: String(number), sure: 'on' }));
}

async function onShelf(title: string, approvals: 0 | 1 | 2, grantDays = 30): Promise<string> {
  const fields = { title, about: `About ${title}`, approvals: String(approvals), grantDays: String(grantDays) };
  const made = ok(await anna.post(href(documents.newDocument), { ...fields, state: 'listed', revision: '0' }));
  const id = idIn(made.location ?? '', 'doc');
  ok(await upload(id));
  return id;
}

const upload = (id: string, content: Buffer = report) =>
  anna.upload(href(documents.version, { id }), {}, [{ field: 'file', filename: 'report.pdf', content }]);

async function codeFor(address: string, visitor: Visitor): Promise<string> {
  world.clock.advance(SECOND);
  ok(await visitor.post(href(documents.enter), { email: address }));
  // What is forgotten once it is sent is read before the job that sends it.
  const { listMails } = await import('../core/mail/mail.ts');
  const mails = await listMails(world.kernel, 50);
  return /The code: (\d{4} \d{4})/.exec(mails.find(({ to }) => to === address)?.text ?? '')?.[1] ?? '';
}

async function proved(address: string): Promise<Visitor> {
  const visitor = world.visitor();
  ok(await visitor.post(href(documents.code), { code: await codeFor(address, visitor) }));
  return visitor;
}

async function accept(visitor: Visitor, name = 'Ada Buyer'): Promise<Page> {
  const { body } = ok(await visitor.get(href(documents.accept)), 200);
  const hash = /name="sha256" value="([0-9a-f]{64})"/.exec(body)?.[1];
  return visitor.post(href(documents.accept), { name, organization: 'Buyer Ltd', sha256: hash, agreed: 'on' });
}

async function accepted(address: string): Promise<Visitor> {
  const visitor = await proved(address);
  ok(await accept(visitor));
  return visitor;
}

const ask = (visitor: Visitor, ids: readonly string[]) =>
  visitor.post(href(documents.ask), {
    documents: ids,
    organization: 'Buyer Ltd',
    purpose: 'A review of our suppliers.',
  });

async function requestOf(title: string): Promise<{ request: string; item: string }> {
  const { rows } = await world.database.pool.query(
    `select r.id as request, i.id as item from documents.request r join documents.request_item i on i.request = r.id
      join documents.document d on d.id = i.document where d.title = $1 order by r.id desc limit 1`,
    [title],
  );
  return rows[0] as { request: string; item: string };
}

async function decide(staff: Visitor, title: string, decision: 'approve' | 'deny'): Promise<Page> {
  const { request, item } = await requestOf(title);
  const reason = decision === 'deny' ? 'Not before the contract is signed.' : '';
  return staff.post(href(documents.request, { id: request }), { items: [item], days: '7', reason, decision });
}

const grantOf = async (visitor: Visitor): Promise<string> =>
  idIn((await visitor.get(href(documents.mine))).body, 'dgr');
const file = (visitor: Visitor, id: string) => visitor.get(href(documents.file, { id }));

test('the whole way: code, terms, request, approval, a marked copy, and its trace', async () => {
  const id = await onShelf('Audit report', 1);
  const listed = ok(await world.visitor().get(href(documents.list)), 200);
  assert.match(listed.body, /Audit report/);
  assert.match((await world.visitor().get(href(routes.trust.show))).body, /Documents on request/);
  const ada = await proved('ada@buyer.example');
  assert.equal((await ada.get(href(documents.ask))).location, href(documents.accept), 'terms come first');
  assert.equal((await ask(ada, [id])).location, href(documents.accept));
  const terms = ok(await ada.get(href(documents.accept)), 200).body;
  assert.match(terms, /version 1/);
  assert.match(terms, new RegExp(sha256('First terms: read, do not pass on. They are long enough to be accepted.')));
  ok(await accept(ada));
  ok(await ask(ada, [id]));
  await world.settle();
  assert.match((await anna.get(href(documents.desk))).body, /ada@buyer\.example/);
  ok(await decide(bert, 'Audit report', 'approve'));
  assert.match((await ada.get(href(documents.mine))).body, /Audit report, version 1/);
  const copy = ok(await file(ada, await grantOf(ada)), 200);
  assert.equal(copy.headers['content-type'], 'application/pdf');
  assert.equal(Number(copy.headers['content-length']), copy.bytes.length);
  assert.match(String(copy.headers['cache-control']), /no-store/);
  const { ok: isKnown, lines } = await traceFile(world.kernel, copy.bytes);
  assert.ok(isKnown);
  assert.match(lines.join('\n'), /Ada Buyer <ada@buyer\.example>, Buyer Ltd/);
  assert.match(lines.join('\n'), new RegExp(`SHA-256 ${sha256(copy.bytes)}`));
  const again = ok(await file(ada, await grantOf(ada)), 200);
  assert.notDeepEqual(again.bytes, copy.bytes, 'each copy carries a number of its own');
  assert.equal((await traceFile(world.kernel, report)).ok, false, 'the original carries none');
  assert.match((await ada.get(href(documents.mine))).body, /all of it/);
});

test('T01 T09 revoked, expired, superseded and foreign are the same 404, and no address opens without its session', async () => {
  const id = await onShelf('Penetration test', 0);
  const [ada, eve] = [await accepted('ada1@buyer.example'), await accepted('eve@other.example')];
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const gone = async (visitor: Visitor, which: string) => {
    const page = await file(visitor, which);
    assert.equal(page.status, 404);
    // The number of the request, the time, and the address that was asked for.
    return page.body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|data-now="[^"]+"|dgr_[0-9a-z]{26}/g, '');
  };
  const unknown = await gone(ada, 'dgr_01kazyx0000000000000000000');
  ok(await file(ada, grant), 200);
  assert.equal(await gone(eve, grant), unknown, 'foreign');
  assert.equal((await file(world.visitor(), grant)).location, href(documents.enter), 'shareable');
  assert.equal((await file(anna, grant)).location, href(documents.enter), 'staff has no door here');
  ok(await upload(id));
  assert.equal(await gone(ada, grant), unknown, 'superseded');
  ok(await ask(ada, [id]));
  const second = await grantOf(ada);
  assert.notEqual(second, grant);
  ok(await file(ada, second), 200);
  world.clock.advance(30 * DAY);
  anna = await signInAs(world, 'admin');
  bert = await signInAs(world, 'triager');
  const later = await proved('ada1@buyer.example');
  assert.equal(await gone(later, second), unknown, 'expired');
  ok(await ask(later, [id]));
  const third = await grantOf(later);
  ok(await anna.post(href(documents.revoke, { id: third }), { reason: 'The talks have ended.' }));
  assert.equal(await gone(later, third), unknown, 'revoked');
});

test('T21 after a revocation the old acceptance is worth nothing, and a person decides', async () => {
  const later = await proved('ada1@buyer.example');
  const id = await documentId('Penetration test');
  assert.equal((await ask(later, [id])).location, href(documents.accept));
  ok(await accept(later));
  ok(await ask(later, [id]));
  assert.match((await later.get(href(documents.mine))).body, /Waiting/);
});

async function documentId(title: string): Promise<string> {
  const { rows } = await world.database.pool.query('select id from documents.document where title = $1', [title]);
  return String(rows[0]?.id);
}

test('a grant that ends while its document is sent ends the sending at the next piece', async () => {
  const id = await onShelf('Large report', 0);
  const large = await aReport(40);
  ok(await upload(id, large));
  const ada = await accepted('ada2@buyer.example');
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const { rows } = await world.database.pool.query('select visitor from documents.access_grant where id = $1', [grant]);
  const copy = await deliver(world.kernel, { kind: 'document-visitor', id: rows[0].visitor }, grant, '127.0.0.1');
  assert.ok('content' in copy && copy.size > 3 * 64 * 1024);
  let got = 0;
  await assert.rejects(async () => {
    for await (const piece of copy.content) {
      got += (piece as Buffer).length;
      if (got === (piece as Buffer).length)
        ok(await anna.post(href(documents.revoke, { id: grant }), { reason: 'Sent to the wrong person.' }));
    }
  }, /ended while/);
  assert.ok(got > 0 && got < copy.size, `${got} of ${copy.size}`);
  const kept = await world.database.pool.query('select outcome, sent from documents.delivery where access_grant = $1', [
    grant,
  ]);
  assert.equal(kept.rows[0].outcome, 'stopped');
});

test('T20 nobody reads on after the terms changed until they accept the new text, and the old acceptance is kept', async () => {
  const id = await onShelf('Certificate', 0);
  const ada = await accepted('ada3@buyer.example');
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const typed = { name: 'Ada', organization: 'Buyer', agreed: 'on' };
  await publishTerms('Second terms: read, and do not even think of passing it on to anybody.', 2);
  assert.equal((await file(ada, grant)).location, href(documents.accept));
  assert.match((await ada.get(href(documents.accept))).body, /The text has changed since/);
  const stale = sha256('First terms: read, do not pass on. They are long enough to be accepted.');
  assert.match((await ada.post(href(documents.accept), { ...typed, sha256: stale })).body, /changed while you read/);
  ok(await accept(ada));
  ok(await file(ada, grant), 200);
  const { rows } = await world.database.pool.query(
    'select count(*) from documents.signature s join documents.access_grant g on g.visitor = s.visitor where g.id = $1',
    [grant],
  );
  assert.equal(Number(rows[0].count), 2, 'signatures are history');
  await assert.rejects(
    world.database.pool.query("update documents.terms set body = 'x' where number = 1"),
    /never changed/,
  );
});

test('T13 T14 T26 who accepts follows from the session alone, and anybody can recompute the seal', async () => {
  const ada = await accepted('ada4@buyer.example');
  const signature = idIn((await ada.get(href(documents.mine))).body, 'sig');
  const record = ok(await ada.get(href(documents.signature, { id: signature })), 200).json<SealedAcceptance>();
  assert.equal(record.address, 'ada4@buyer.example');
  const { seal, keyId: _keyId, signature: _signature, ...fields } = record;
  assert.equal(sha256(canonicalJson(fields)), seal);
  assert.ok(checkAcceptance(record, world.kernel.keyring.verifiers()).ok);
  assert.equal(checkAcceptance({ ...record, name: 'Eve' }, world.kernel.keyring.verifiers()).ok, false);
  const eve = await accepted('eve4@other.example');
  assert.equal((await eve.get(href(documents.signature, { id: signature }))).status, 404);
  const forged = {
    name: 'Eve',
    organization: 'Evil',
    sha256: record.termsSha256,
    agreed: 'on',
    address: record.address,
  };
  assert.equal((await eve.post(href(documents.accept), forged)).status, 400, 'no field names another signer');
  const before = await networks();
  const id = await onShelf('Networks', 0);
  ok(await ask(eve, [id]));
  ok(await eve.get(href(documents.file, { id: await grantOf(eve) }), { 'x-forwarded-for': '203.0.113.9' }), 200);
  ok(await eve.get(href(documents.file, { id: await grantOf(eve) })), 200);
  assert.equal(await networks(), before, 'a header does not change where a copy went');
});

async function networks(): Promise<number> {
  const { rows } = await world.database.pool.query('select count(distinct network) from documents.delivery');
  return Number(rows[0].count);
}

test('T03 T05 T17 T18 hidden, foreign and odd ids are refused alike, an empty list too, and no state is set by a form', async () => {
  const ada = await accepted('ada5@buyer.example');
  const draft = ok(
    await anna.post(href(documents.newDocument), {
      title: 'Secret draft',
      about: 'Nobody knows it',
      approvals: '0',
      grantDays: '5',
      state: 'draft',
      revision: '0',
    }),
  );
  const hidden = idIn(draft.location ?? '', 'doc');
  ok(await upload(hidden));
  assert.doesNotMatch((await world.visitor().get(href(documents.list))).body, /Secret draft/);
  for (const id of [hidden, 'doc_01kazyx0000000000000000000', '../../etc/passwd', '%2e%2e%2f'])
    assert.equal((await ask(ada, [id])).status, 404, id);
  const listed = await onShelf('Listed', 1);
  assert.equal((await ask(ada, [listed, hidden])).status, 404, 'one foreign id spoils all of it');
  assert.match((await ask(ada, [])).body, /Tick each document/);
  const extra = await ada.post(href(documents.ask), {
    documents: [listed],
    organization: 'Buyer Ltd',
    purpose: 'A review of our suppliers.',
    state: 'approved',
  });
  assert.equal(extra.status, 400);
  for (const odd of ['..%2f..%2f', '%252e%252e', 'dgr_x'])
    assert.equal((await ada.get(`/documents/grants/${odd}/file`)).status, 404, odd);
});

test('T12 T29 a code is for one browser, ten minutes and five tries, and the answer never tells who is known', async () => {
  await proved('known@buyer.example');
  const [one, two] = [world.visitor(), world.visitor()];
  const known = await one.post(href(documents.enter), { email: 'known@buyer.example' });
  const unknown = await two.post(href(documents.enter), { email: 'unknown@buyer.example' });
  const { 'set-cookie': _one, date: _dateOne, ...first } = known.headers;
  const { 'set-cookie': _two, date: _dateTwo, ...second } = unknown.headers;
  const blank = (headers: object) => JSON.stringify(headers).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
  assert.equal(blank(first), blank(second));
  assert.equal(known.body, unknown.body);

  const ada = world.visitor();
  const code = await codeFor('ada6@buyer.example', ada);
  assert.match(code, /^\d{4} \d{4}$/);
  const other = world.visitor();
  await codeFor('eve6@buyer.example', other);
  assert.equal((await other.post(href(documents.code), { code })).status, 422, 'another browser');
  const wrong = code === '0000 0000' ? '0000 0001' : '0000 0000';
  for (let tries = 0; tries < 4; tries += 1)
    assert.equal((await ada.post(href(documents.code), { code: wrong })).status, 422);
  ok(await ada.post(href(documents.code), { code }));
  assert.equal((await ada.post(href(documents.code), { code })).status, 422, 'used');
  const late = world.visitor();
  const lateCode = await codeFor('late@buyer.example', late);
  world.clock.advance(10 * MINUTE);
  assert.equal((await late.post(href(documents.code), { code: lateCode })).status, 422, 'too old');
  const guesser = world.visitor();
  const right = await codeFor('guess@buyer.example', guesser);
  for (let tries = 0; tries < 5; tries += 1) await guesser.post(href(documents.code), { code: '1' });
  assert.equal((await guesser.post(href(documents.code), { code: right })).status, 422, 'mistyped too often');
});

test('T19 what is sent twice at once is kept once', async () => {
  const id = await onShelf('Twice', 1);
  const ada = await proved('ada7@buyer.example');
  const hash = /name="sha256" value="([0-9a-f]{64})"/.exec((await ada.get(href(documents.accept))).body)?.[1];
  const form = { name: 'Ada', organization: 'Buyer', sha256: hash, agreed: 'on' };
  await Promise.all([1, 2, 3].map(() => ada.post(href(documents.accept), form)));
  await Promise.all([1, 2, 3].map(() => ask(ada, [id])));
  const { rows } = await world.database.pool.query(
    `select (select count(*) from documents.request_item where document = $1) as items,
            (select count(*) from documents.signature s join documents.request r on r.visitor = s.visitor
              join documents.request_item i on i.request = r.id where i.document = $1) as signatures`,
    [id],
  );
  assert.deepEqual(
    { items: Number(rows[0].items), signatures: Number(rows[0].signatures) },
    { items: 1, signatures: 1 },
  );
});

test('two people open what needs two, one alone does not, and what is denied says why', async () => {
  const id = await onShelf('Source review', 2);
  const ada = await accepted('ada8@buyer.example');
  ok(await ask(ada, [id]));
  assert.match(
    (await anna.follow(ok(await decide(anna, 'Source review', 'approve')))).body,
    /A second member of the team/,
  );
  assert.equal((await decide(anna, 'Source review', 'approve')).status, 409, 'not twice by the same');
  assert.equal(await grantOf(ada), '');
  assert.match((await bert.follow(ok(await decide(bert, 'Source review', 'approve')))).body, /Decided/);
  ok(await file(ada, await grantOf(ada)), 200);
  const eve = await accepted('eve8@other.example');
  ok(await ask(eve, [id]));
  ok(await decide(bert, 'Source review', 'deny'));
  assert.match((await eve.get(href(documents.mine))).body, /Not before the contract is signed/);
  assert.equal(await grantOf(eve), '');
});

test('T07 T22 T23 neither visitors nor other roles find the desk, and a visitor is nobody elsewhere', async () => {
  const ada = await accepted('ada9@buyer.example');
  for (const route of [documents.desk, documents.shelf, documents.editTerms, documents.contacts, routes.operator.audit])
    assert.ok([303, 404].includes((await ada.get(href(route))).status), route.path);
  assert.equal((await bert.get(href(documents.shelf))).status, 403, 'triagers do not change the shelf');
  assert.match((await ada.get(href(routes.accounts.settings))).location ?? '', /^\/sign-in/);
});

test('T27 what cannot be marked is refused at the upload, with the reason, and the shelf stays as it was', async () => {
  const id = await onShelf('Uploads', 0);
  const document = await PDFDocument.load(report);
  document.addJavaScript('a', 'app.alert(1)');
  const refused = await upload(id, Buffer.from(await document.save()));
  assert.equal(refused.status, 422);
  assert.match(refused.body, /contains JavaScript/);
  assert.match((await upload(id, Buffer.from('GIF89a'))).body, /no PDF/);
  const { rows } = await world.database.pool.query('select count(*) from documents.version where document = $1', [id]);
  assert.equal(Number(rows[0].count), 1);
});

test('T28 names and purposes break neither mails nor pages, and mails say nothing of what was asked', async () => {
  const id = await onShelf('Quiet', 1);
  const ada = await proved('ada10@buyer.example');
  ok(await accept(ada, 'Ada\r\nBcc: all@example.org <script>alert(1)</script>'));
  ok(
    await ada.post(href(documents.ask), {
      documents: [id],
      organization: 'A<b>\r\nX',
      purpose: '<img src=x onerror=alert(1)> for a review',
    }),
  );
  const { request } = await requestOf('Quiet');
  const page = ok(await anna.get(href(documents.request, { id: request })), 200).body;
  assert.doesNotMatch(page, /<script>alert|<img src=x/);
  ok(await decide(anna, 'Quiet', 'approve'));
  const mails = await world.mails();
  assert.ok(mails.some(({ subject }) => /asks for documents/.test(subject)));
  for (const { subject, text } of mails)
    assert.doesNotMatch(`${subject}${text}`, /Quiet|onerror|Bcc: all|for a review/);
  const raw = await world.database.pool.query('select * from documents.request where id = $1', [request]);
  assert.doesNotMatch(JSON.stringify(raw.rows.map(row => row.purpose.toString('latin1'))), /onerror/);
});

test('a visitor withdraws, gives back, is forgotten; their copies are traced all the same', async () => {
  const [waits, open] = [await onShelf('Waits', 1), await onShelf('Open', 0)];
  const ada = await accepted('ada11@buyer.example');
  ok(await ask(ada, [waits, open]));
  const { request } = await requestOf('Waits');
  const eve = await accepted('eve11@other.example');
  assert.equal((await eve.post(href(documents.withdraw, { id: request }))).status, 404);
  assert.equal((await eve.post(href(documents.giveUp, { id: await grantOf(ada) }))).status, 404);
  ok(await ada.post(href(documents.withdraw, { id: request })));
  assert.match((await ada.get(href(documents.mine))).body, /Withdrawn/);
  const grant = await grantOf(ada);
  const copy = ok(await file(ada, grant), 200);
  ok(await ada.post(href(documents.giveUp, { id: grant })));
  assert.equal((await file(ada, grant)).status, 404);
  ok(await ada.get(href(documents.forget)), 200);
  ok(await ada.post(href(documents.forget)));
  assert.equal((await ada.get(href(documents.mine))).location, href(documents.enter));
  assert.match((await anna.get(href(documents.desk, undefined, { show: 'all' }))).body, /Somebody forgotten/);
  const { rows } = await world.database.pool.query(
    'select v.address from documents.visitor v join documents.request r on r.visitor = v.id where r.id = $1',
    [request],
  );
  assert.equal(rows[0].address, null);
  assert.match((await traceFile(world.kernel, copy.bytes)).lines.join('\n'), /ada11@buyer\.example/);
});

const rule = (fields: Record<string, string | readonly string[]>) => ({
  name: 'Known buyers',
  place: '1',
  effect: 'approve',
  mode: 'on',
  domains: 'known.example',
  words: '',
  ...fields,
});
const shownAs = async (visitor: Visitor) => (await visitor.get(href(documents.mine))).body;

test('rules decide what they fit, on trial they decide nothing, and a dry run says what they would have done', async () => {
  const [one, two] = [await onShelf('Ruled', 1), await onShelf('Never ruled', 2)];
  const before = await accepted('kim@mail.known.example');
  ok(await ask(before, [one]));
  const dry = ok(await anna.post(href(documents.newRule), { ...rule({ mode: 'trial' }), do: 'try' }), 200).body;
  assert.match(dry, /it would have decided 1 of the last/);
  assert.match(dry, /kim@mail\.known\.example/);
  assert.match((await anna.get(href(documents.rules))).body, /No rule decides/, 'trying keeps nothing');
  ok(await anna.post(href(documents.newRule), rule({ mode: 'trial', domains: 'trial.example' })));
  const trial = await accepted('tim@trial.example');
  ok(await ask(trial, [one]));
  assert.match(await shownAs(trial), /Waiting/, 'on trial');
  ok(await anna.post(href(documents.newRule), { ...rule({ place: '2' }), documents: [one, two] }));
  const known = await accepted('ann@known.example');
  ok(await ask(known, [one, two]));
  const page = await shownAs(known);
  assert.match(page, /Ruled, version 1: <span[^>]*>Approved/);
  assert.match(page, /Never ruled, version 1: <span[^>]*>Waiting/, 'two people are never replaced by a rule');
  const similar = await accepted('eve@notknown.example');
  ok(await ask(similar, [one]));
  assert.match(await shownAs(similar), /Waiting/, 'a domain that only ends alike');
  const denies = {
    effect: 'deny',
    place: '3',
    domains: '',
    classes: ['disposable'],
    words: 'Please ask under a lasting address.',
  };
  ok(await anna.post(href(documents.newRule), rule(denies)));
  const disposable = await accepted('x@mailinator.com');
  ok(await ask(disposable, [one]));
  assert.match(await shownAs(disposable), /Please ask under a lasting address/);
  const all = await anna.post(href(documents.newRule), rule({ domains: '' }));
  assert.match(all.body, /otherwise it lets everybody in/);
  assert.match((await anna.post(href(documents.newRule), rule({ domains: 'no domain!' }))).body, /Enter domains only/);
  const id = idIn((await anna.get(href(documents.rules))).body, 'dru');
  ok(await anna.get(href(documents.rule, { id })), 200);
  ok(await anna.post(href(documents.ruleRemove, { id })));
  assert.equal((await anna.post(href(documents.ruleRemove, { id }))).status, 404);
});

test('who could read what on a day is told by its grants, whatever became of them', async () => {
  const id = await onShelf('Dated', 0, 10);
  const ada = await accepted('ada12@buyer.example');
  ok(await ask(ada, [id]));
  const day = (days: number) => new Date(world.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);
  const on = async (which: string) =>
    /Dated, version 1/.test((await bert.get(href(documents.readers, undefined, { day: which }))).body);
  const [today, before, within, later] = [day(0), day(-1), day(2), day(11)];
  assert.deepEqual([await on(before), await on(today), await on(within), await on(later)], [false, true, true, false]);
  world.clock.advance(3 * DAY);
  const rows = await world.database.pool.query(
    'select id from documents.access_grant where version in (select id from documents.version where document = $1)',
    [id],
  );
  anna = await signInAs(world, 'admin');
  bert = await signInAs(world, 'triager');
  ok(await anna.post(href(documents.revoke, { id: rows.rows[0].id }), { reason: 'The review has ended.' }));
  assert.deepEqual([await on(today), await on(day(0)), await on(day(1))], [true, true, false]);
  assert.equal((await bert.get(href(documents.readers, undefined, { day: 'yesterday' }))).status, 422);
  const off = {
    title: 'Dated',
    about: 'About Dated',
    approvals: '0',
    grantDays: '10',
    state: 'retired',
    revision: '1',
  };
  ok(await anna.post(href(documents.document, { id }), off));
  assert.doesNotMatch((await world.visitor().get(href(documents.list))).body, /Dated/);
});

test('T07 the list for sales is an admin\u2019s alone, runs nothing in a spreadsheet, leaves out the forgotten, and is noted', async () => {
  const id = await onShelf('Listed for sales', 0);
  const ada = await proved('ada13@buyer.example');
  ok(await accept(ada, '=HYPERLINK("http://evil")'));
  ok(await ask(ada, [id]));
  ok(await file(ada, await grantOf(ada)), 200);
  assert.equal((await bert.post(href(documents.readersCsv))).status, 403);
  const csv = ok(await anna.post(href(documents.readersCsv)), 200);
  assert.match(csv.body, /^email,name,organization,domain,domain_kind,request,asked_at,/);
  const line = csv.body.split('\r\n').find(row => row.startsWith('ada13@buyer.example')) ?? '';
  assert.match(line, /'=HYPERLINK/);
  assert.match(line, /Listed for sales,1,approved,/);
  assert.match(line, /,1,\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'one download, and when');
  ok(await ada.post(href(documents.forget)));
  assert.doesNotMatch((await anna.post(href(documents.readersCsv))).body, /ada13@buyer/);
  const audit = await world.database.pool.query(
    "select count(*) from core.audit_entry where action = 'documents.export'",
  );
  assert.equal(Number(audit.rows[0].count), 2);
});

test('T02 T04 T08 T10 T11 T15 T30 nothing of what is given on request is in what everybody gets, by whatever address', async () => {
  const id = await onShelf('Gated text', 1);
  const visitor = world.visitor();
  const { rows } = await world.database.pool.query(
    'select id, file, encode(sha256, $2) as hash from documents.version where document = $1',
    [id, 'hex'],
  );
  const secrets = [rows[0].id, rows[0].file, rows[0].hash, id];
  const { trust } = routes;
  for (const route of [
    trust.json,
    trust.markdown,
    trust.oscalComponent,
    trust.oscalResults,
    trust.questionsCsv,
    trust.index,
    trust.show,
    documents.list,
  ]) {
    const page = ok(await visitor.get(href(route)), 200);
    for (const secret of secrets) assert.ok(!page.body.includes(secret), `${route.path} tells ${secret}`);
  }
  const plain = (page: Page) => page.body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|data-now="[^"]+"/g, '');
  const asIs = plain(await visitor.get(href(documents.list)));
  assert.equal(
    plain(await visitor.get(`${href(documents.list)}?state=draft&status=passing&approvals=0&debug=1`)),
    asIs,
  );
  for (const path of [
    `/documents/files/${rows[0].file}`,
    `/documents/${id}`,
    `/documents/${rows[0].id}.pdf`,
    '/documents.zip',
    '/documents/config',
    '/documents/metrics',
  ])
    assert.equal((await visitor.get(path)).status, 404, path);
  const ada = await accepted('ada14@buyer.example');
  const signature = idIn((await ada.get(href(documents.mine))).body, 'sig');
  const record = (await ada.get(href(documents.signature, { id: signature }))).json();
  assert.deepEqual(Object.keys(record).sort(), [
    'acceptedAt',
    'address',
    'format',
    'id',
    'keyId',
    'name',
    'operator',
    'organization',
    'provedAt',
    'seal',
    'signature',
    'terms',
    'termsSha256',
  ]);
});

test('T25 no form leads elsewhere', async () => {
  for (const next of ['//evil.example', '/\\evil.example', '%5c%5cevil.example']) {
    const page = await world.visitor().post(href(documents.enter), { email: 'ada@buyer.example', next });
    assert.equal(page.status, 400);
    const asked = await world.visitor().get(`${href(documents.ask)}?next=${encodeURIComponent(next)}`);
    assert.equal(asked.location, href(documents.enter));
  }
});

test('the contacts that an admin names stand on the page', async () => {
  const fields = { salesName: 'Sam Sales', salesMail: 'sales@telltale.example', successName: '', successMail: '' };
  ok(await anna.post(href(documents.contacts), fields));
  assert.match((await world.visitor().get(href(documents.list))).body, /Before you buy: Sam Sales/);
  assert.match((await anna.post(href(documents.contacts), { ...fields, salesMail: 'none' })).body, /Enter an address/);
});

test('T24 many codes for one address are not mailed, and the answer is the same', async () => {
  await using limited = await openWorld();
  const visitor = limited.visitor();
  const locations = new Set<string | undefined>();
  for (let count = 0; count < 9; count += 1)
    locations.add((await visitor.post(href(documents.enter), { email: 'flood@buyer.example' })).location);
  assert.deepEqual([...locations], [href(documents.code)]);
  const { rows } = await limited.database.pool.query('select count(*) from core.mail');
  assert.equal(Number(rows[0].count), 5);
});
