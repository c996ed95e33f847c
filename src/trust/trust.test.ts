// The trust center through its door: what it says, that its twins say the same, that nobody can make it say more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { signInAs } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { DAY, HOUR } from '../core/clock.ts';
import { verifiersFromKeySet } from '../core/crypto/signing.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { readDataInventory } from '../core/database/data-inventory.ts';
import { readSheetFile } from '../core/sheets/read-sheet-file.ts';
import { csvLines } from '../core/sheets/write-csv.ts';
import { writeXlsx } from '../core/sheets/write-xlsx.ts';
import { faultOfChain } from './content/edition.ts';
import { faultOfEvidence } from './evidence/evidence-record.ts';
import type { TrustView } from './view/trust-view.ts';
import { badgeWords, stateWords, statusWords } from './view/trust-words.ts';

let world: World;
let anna: Visitor;
before(async () => {
  world = await openWorld({ limitsOff: true });
  await world.seed();
  await world.settle();
});
beforeEach(async () => {
  // Signing in again costs little; the clock of these tests outlives sessions.
  anna = await signInAs(world, 'admin');
});
after(() => world.close());

const get = async (at: string, visitor = world.visitor()) => (await visitor.get(at)).body;
const view = async () => (await world.visitor().get(href(routes.trust.json))).json<TrustView>();
const claimOf = (page: string, id: string) =>
  new RegExp(`data-control="${id}" data-status="(\\w+)" data-checked="([^"]*)"`).exec(page);

test('the page says of each claim what its evidence and its age say, and turns stale without anybody doing anything', async () => {
  assert.match(await get(href(routes.trust.edit), anna), /Edition 2 is what everybody reads. Nothing waits/);
  const first = await view();
  assert.ok(first.controls.length >= 30);
  const chain = first.controls.find(({ id }) => id === 'audit-log-whole');
  assert.equal(chain?.status, 'passing');
  const page = await get(href(routes.trust.show));
  assert.deepEqual(claimOf(page, 'audit-log-whole')?.slice(1), ['passing', chain?.checkedAt]);
  assert.match(page, /claims are backed by fresh evidence right now/);
  assert.equal(first.controls.find(({ id }) => id === 'dependencies-audited')?.status, 'unknown');
  const own = await get(href(routes.trust.control, { id: 'audit-log-whole' }));
  assert.match(own, /audit-chain-whole/);

  world.clock.advance(27 * HOUR);
  const later = await get(href(routes.trust.show));
  assert.equal(claimOf(later, 'audit-log-whole')?.[1], 'stale');
  assert.match(later, /not checked since/);
  assert.equal(claimOf(later, 'access-review')?.[1], 'passing', 'a person’s word counts longer');
  for (const { id, status, policy } of (await view()).controls)
    assert.ok(status !== 'passing' || policy.kind === 'person', `${id} rests on a check of yesterday`);

  anna = await signInAs(world, 'admin');
  assert.equal((await anna.post(href(routes.trust.runChecks))).status, 303);
  await world.settle();
  assert.equal(claimOf(await get(href(routes.trust.show)), 'audit-log-whole')?.[1], 'passing');
});

test('page, JSON, Markdown and OSCAL say the same at the same moment', async () => {
  const told = await view();
  const page = await get(href(routes.trust.show));
  const onPage = [...page.matchAll(/data-control="([^"]+)" data-status="(\w+)" data-checked="([^"]*)"/g)];
  const byId = <One extends { id: string }>(all: readonly One[]) => new Map(all.map(one => [one.id, one]));
  const controls = byId(told.controls);
  assert.equal(onPage.length, told.controls.length);
  for (const [, id = '', status, checked] of onPage) {
    assert.equal(controls.get(id)?.status, status, id);
    assert.equal(controls.get(id)?.checkedAt ?? 'never', checked, id);
  }
  const markdown = await get(href(routes.trust.markdown));
  for (const { id, status, checkedAt } of told.controls)
    assert.match(
      markdown,
      new RegExp(`^\\| ${id} \\|.*\\| ${statusWords[status]} \\| ${checkedAt ?? 'never'} \\|`, 'm'),
    );

  const attestations = [...page.matchAll(/data-attestation="([^"]+)" data-state="([\w-]+)"/g)];
  assert.deepEqual(
    attestations.map(([, id, state]) => [id, state]).toSorted(),
    told.attestations.map(({ id, state }) => [id, state]).toSorted(),
  );
  for (const one of told.attestations) {
    assert.match(
      markdown,
      new RegExp(`\\| ${one.name.replace('/', '\\/')} \\(example, not held\\) .*${stateWords[one.state]}`),
    );
    const badge = await get(href(routes.trust.badge, { id: one.id }));
    assert.ok(badge.includes(`${one.name}: ${badgeWords(one)}</title>`));
  }
  const suppliers = [...page.matchAll(/data-subprocessor="([^"]+)" data-phase="(\w+)"/g)];
  assert.deepEqual(
    suppliers.map(([, id, phase]) => [id, phase]).toSorted(),
    told.subprocessors.map(({ id, phase }) => [id, phase]).toSorted(),
  );

  type Findings = { title: string; target: { status: { state: string } }; props: { value: string }[] }[];
  const results = JSON.parse(await get(href(routes.trust.oscalResults))) as {
    'assessment-results': { results: { findings: Findings; observations: { uuid: string; collected: string }[] }[] };
  };
  const [result] = results['assessment-results'].results;
  assert.ok(result);
  assert.deepEqual(
    result.findings.map(({ title, target, props }) => [title, props[0]?.value, target.status.state]),
    told.controls.map(({ id, status }) => [id, status, status === 'passing' ? 'satisfied' : 'not-satisfied']),
  );
  const evidence = new Set(told.controls.flatMap(({ findings }) => findings.flatMap(each => each.evidence?.id ?? [])));
  assert.equal(result.observations.length, evidence.size);
  type Requirements = { 'control-id': string; description: string }[];
  const component = JSON.parse(await get(href(routes.trust.oscalComponent))) as {
    'component-definition': {
      components: { 'control-implementations': { 'implemented-requirements': Requirements }[] }[];
    };
  };
  assert.deepEqual(
    component['component-definition'].components[0]?.['control-implementations'][0]?.['implemented-requirements'].map(
      each => [each['control-id'], each.description],
    ),
    told.controls.map(({ id, statement }) => [id, statement]),
  );
  for (const uuid of JSON.stringify([results, component]).matchAll(/"uuid":"([^"]+)"/g))
    assert.match(uuid[1] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('documents stand in one list: open to everybody, asked for here, or sent by hand; each once', async () => {
  const { documents } = await view();
  assert.deepEqual(
    documents.map(({ gate, title }) => [gate, title]),
    [
      ['public', 'Vulnerability disclosure policy'],
      ['shelf', 'Demo: SOC 2 Type 2 report'],
      ['shelf', 'Demo: penetration test, findings'],
      ['shelf', 'Demo: security overview'],
      ['on-request', 'Certificate of insurance'],
    ],
  );
  const page = await get(href(routes.trust.show));
  assert.equal(page.match(/id="documents"/g)?.length, 1);
  for (const { title, how } of documents)
    assert.ok(page.includes(title) && (page.includes(how) || how === 'For everybody'));
  const open = /href="([^"]+)" aria-label="Open: Vulnerability disclosure policy"/.exec(page)?.[1] ?? '';
  assert.equal((await world.visitor().get(open)).status, 200);
  const form = { revision: '0', title: 'Pledge', version: '1', issuedAt: '2026-10-01' };
  const add = (more: object) => anna.post(href(routes.trust.newItem, { kind: 'document' }), { ...form, ...more });
  assert.match((await add({ gate: 'public' })).body, /Enter where everybody can read it/);
  assert.match((await add({ gate: 'public', url: 'javascript:alert(1)' })).body, /Enter an address with https/);
  assert.match(
    (await add({ gate: 'nda', url: 'https://example.org/' })).body,
    /Only what everybody may read has an address/,
  );
});

test('both OSCAL files are valid by the schemas that NIST publishes', async () => {
  for (const [name, route] of [
    ['component-definition', routes.trust.oscalComponent],
    ['assessment-results', routes.trust.oscalResults],
  ] as const) {
    const schema = JSON.parse(readFileSync(`test/oscal/${name}.schema.json`, 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    const isValid = ajv.compile(schema);
    const file = JSON.parse(await get(href(route))) as Record<string, object>;
    isValid(file);
    assert.deepEqual((isValid.errors ?? []).slice(0, 5), [], name);
    assert.equal(isValid({ ...file, [name]: { ...file[name], uuid: 'none' } }), false, 'the schema looks at it');
  }
});

test('the map of data is that of the live columns', async () => {
  const facts = await readDataInventory(world.kernel.db);
  const { data } = await view();
  const sum = (of: 'sealed' | 'personal') => data.reduce((total, { counts }) => total + counts[of], 0);
  assert.equal(sum('sealed'), facts.filter(fact => fact.class === 'sealed').length);
  assert.equal(sum('personal'), facts.filter(fact => fact.class === 'personal').length);
  const page = await get(href(routes.trust.data));
  const column = facts.find(({ table, column }) => table === 'trust.evidence' && column === 'detail');
  assert.ok(column && page.includes(column.purpose));
});

test('evidence and editions are signed and chained, and whoever changes one is found', async () => {
  const verifiers = verifiersFromKeySet(JSON.parse(await get(href(routes.site.keys)))) ?? [];
  const { edition, controls } = await view();
  assert.equal(edition?.number, 2);
  const texts = await Promise.all(['1', '2'].map(number => get(href(routes.trust.editionFile, { number }))));
  assert.equal(faultOfChain(texts, verifiers), undefined);
  assert.equal(hashToken(texts[1] ?? '').toString('hex'), edition?.sha256);
  const forged = (texts[0] ?? '').replace('30', '31');
  assert.notEqual(forged, texts[0]);
  assert.match(faultOfChain([forged, texts[1] ?? ''], verifiers) ?? '', /changed after it was signed/);
  assert.match(faultOfChain(texts.toReversed(), verifiers) ?? '', /missing/);

  const found = controls.find(({ id }) => id === 'clocks-agree')?.findings[0]?.evidence;
  assert.ok(found);
  const record = await get(href(routes.trust.evidenceFile, { id: found.id }));
  const { previous } = JSON.parse(record) as { previous: string };
  assert.match(previous, /^[0-9a-f]{64}$/, 'the second run names the first');
  const asFirst = record.replace(`"previous":"${previous}"`, '"previous":null');
  assert.match(faultOfEvidence([asFirst], verifiers) ?? '', /changed after it was signed/);
  for (const table of ['trust.evidence', 'trust.edition'])
    for (const change of [`delete from ${table}`, `truncate ${table}`, `update ${table} set signed = signed`])
      await assert.rejects(world.database.pool.query(change), /append-only/);
});

test('attestations lapse by the clock, on cards, badges and in the calendar, and examples never look like held', async () => {
  const calendar = await get(href(routes.trust.calendar));
  assert.match(calendar, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
  for (const line of calendar.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  const unfolded = calendar.replaceAll('\r\n ', '');
  assert.match(unfolded, /SUMMARY:SOC 2 Type 2 \(example\): next one due\r\n/);
  assert.match(unfolded, /SUMMARY:Sub-processor begins: Sample Mail SAS\r\n/);
  const states = async () => new Map((await view()).attestations.map(({ id, state }) => [id, state]));
  assert.equal((await states()).get('tat_example_iso27001'), 'lapsed');
  assert.match(await get(href(routes.trust.badge, { id: 'tat_example_soc2' })), /example, not held/);

  const page = await anna.get(href(routes.trust.item, { id: 'tat_example_soc2' }));
  const values = Object.fromEntries(
    [...page.body.matchAll(/name="(\w+)"[^>]*? value="([^"]*)"/g)].map(([, name = '', value]) => [name, value]),
  );
  const saved = await anna.post(href(routes.trust.item, { id: 'tat_example_soc2' }), {
    ...values,
    kind: 'soc2-type2',
    auditor: 'Auditor LLP',
    bridgeFrom: '',
    bridgeTo: '',
  });
  assert.equal(saved.status, 303, saved.body);
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: '2' })).status, 303);
  // Outside of a demo what an admin enters is meant; the world of tests is none.
  assert.match(await get(href(routes.trust.badge, { id: 'tat_example_soc2' })), /SOC 2 Type 2: current/);
  world.clock.advance(300 * DAY);
  assert.equal((await states()).get('tat_example_soc2'), 'lapsed');
  assert.match(await get(href(routes.trust.badge, { id: 'tat_example_soc2' })), /SOC 2 Type 2: lapsed/);
  assert.match(await get(href(routes.trust.badge, { id: 'claims' })), /0 of \d+ checked/);
  world.clock.advance(-300 * DAY);
});

test('T05 T10 a state is in no form and no address: whoever posts one is refused, whoever asks with one sees no other', async () => {
  const form = { revision: '0', title: 'News', body: 'Text', urgency: 'info' };
  const at = href(routes.trust.newItem, { kind: 'update' });
  for (const more of [{ status: 'passing' }, { state: 'current' }, { publishedAt: '2020-01-01' }, { isExample: 'on' }])
    assert.equal((await anna.post(at, { ...form, ...more })).status, 400, Object.keys(more)[0]);
  const page = await get(`${href(routes.trust.show)}?status=passing&state=current&at=2020-01-01&now=2020-01-01`);
  assert.equal(claimOf(page, 'dependencies-audited')?.[1], 'unknown');
  const badge = `${href(routes.trust.badge, { id: 'tat_example_iso27001' })}?state=current`;
  assert.doesNotMatch((await world.visitor().get(badge)).body, />current</);
});

test('T02 T11 nothing under the trust center tells of secrets, configuration or the inside of the server', async () => {
  for (const at of [
    '/trust/config',
    '/trust/.env',
    '/trust/debug',
    '/trust/metrics',
    '/trust/openapi.json',
    '/trust/admin',
  ])
    assert.equal((await world.visitor().get(at)).status, 404, at);
  const { config } = world.kernel;
  const everything = await Promise.all(
    [routes.trust.show, routes.trust.json, routes.trust.markdown, routes.trust.index, routes.trust.data].map(route =>
      get(href(route)),
    ),
  );
  for (const text of everything)
    for (const secret of [config.dataDir, '/tmp/', 'postgresql://']) assert.ok(!text.includes(secret));
});

test('T03 no id leads out of its place', async () => {
  for (const id of ['../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%252e%252e%252f', '..\\..\\x', 'a%00b'])
    for (const at of [
      `/trust/controls/${id}`,
      `/trust/badges/${id}/badge.svg`,
      `/trust/evidence/${id}/evidence.json`,
      `/trust/history/${id}/edition.json`,
    ]) {
      const page = await world.visitor().get(at);
      assert.ok([400, 404].includes(page.status), `${at}: ${page.status}`);
      assert.doesNotMatch(page.body, /root:/);
    }
  for (const number of ['0', '-1', '01', '1.0', '1e0', '99999999', '2 '])
    assert.equal((await world.visitor().get(href(routes.trust.editionFile, { number }))).status, 404, number);
});

test('T04 the public files hold these members and no others', async () => {
  const told = await view();
  const members = (value: object | null | undefined) =>
    Object.keys(value ?? {})
      .toSorted()
      .join(' ');
  assert.equal(
    members(told),
    'answers at attestations changes controls data documents edition format isDemo mvsp noticeDays operator overview program subprocessors summary updates url',
  );
  assert.equal(
    members(told.controls[0]),
    'area checkedAt findings frameworks freshUntil id owner policy statement status',
  );
  const finding = told.controls.find(({ id }) => id === 'clocks-agree')?.findings[0];
  assert.equal(members(finding), 'check claim evidence status');
  assert.equal(members(finding?.evidence), 'collectedAt detail id validUntil version');
  assert.equal(
    members(told.attestations[0]),
    'auditor bridge bridgedThrough cadenceMonths goodThrough id isExample issuedAt kind name nextDue periodEnd periodStart retest scope state validUntil',
  );
  assert.equal(
    members(told.subprocessors[0]),
    'announcedAt countries dataCategories dpaUrl effectiveFrom emergency endAnnouncedAt endsOn id isExample name noticeGivenDays objectUntil phase purpose replaces transfer',
  );
  const all = `${JSON.stringify(told)}${await get(href(routes.trust.editionFile, { number: '2' }))}`;
  for (const inside of ['per_', 'ses_', 'editedBy', 'edited_by', 'revision']) assert.ok(!all.includes(inside), inside);
});

test('what a failed check found stays with the security team', async () => {
  await world.kernel.transaction(async kernel => {
    await kernel.enqueue(kernel, 'no-such-job', {});
  });
  const failing = (await view()).controls.filter(({ status }) => status === 'failing');
  for (const { findings } of failing)
    for (const { status, evidence } of findings) if (status === 'failing') assert.equal(evidence?.detail, null);
  const vouch = href(routes.trust.vouch, { id: 'training' });
  const words = 'The list of Friday shows a gap that nobody outside needs to know.';
  assert.equal((await anna.post(vouch, { result: 'fail', words, until: '2026-12-24' })).status, 303);
  const { controls } = await view();
  const training = controls.find(({ id }) => id === 'training');
  assert.equal(training?.status, 'failing');
  for (const at of [
    href(routes.trust.show),
    href(routes.trust.control, { id: 'training' }),
    href(routes.trust.evidenceFile, { id: training?.findings[0]?.evidence?.id ?? '' }),
  ])
    assert.ok(!(await get(at)).includes('Friday'), at);
  assert.match(await get(vouch, anna), /Friday/);
  const good = await anna.post(vouch, { result: 'pass', words: 'All were trained.', until: '2026-12-24' });
  assert.equal(good.status, 303);
  assert.equal((await view()).controls.find(({ id }) => id === 'training')?.status, 'passing');
  const tooLong = await anna.post(vouch, { result: 'pass', words: 'For ever.', until: '2028-12-24' });
  assert.equal(tooLong.status, 422);
  assert.match(tooLong.body, /365 days at most/);
  const instead = href(routes.trust.vouch, { id: 'audit-log-whole' });
  assert.equal(
    (await anna.post(instead, { result: 'pass', words: 'Trust me.', until: '2026-12-24' })).status,
    404,
    'nobody vouches in the place of a check',
  );
});

test('T15 T16 drafts, and evidence that no published claim rests on, are not there for anybody outside', async () => {
  const form = {
    revision: '0',
    name: 'Hidden Supplier Inc',
    purpose: 'Nobody knows yet',
    dataCategories: 'Mails',
    countries: 'France',
    transfer: 'None',
    effectiveFrom: '2027-12-01',
  };
  assert.equal((await anna.post(href(routes.trust.newItem, { kind: 'subprocessor' }), form)).status, 303);
  const list = await get(href(routes.trust.edit), anna);
  const id = /href="\/admin\/trust\/items\/(tsp_[0-9a-z]{26})"/.exec(list)?.[1] ?? '';
  assert.notEqual(id, '');
  for (const route of [
    routes.trust.show,
    routes.trust.json,
    routes.trust.markdown,
    routes.trust.calendar,
    routes.trust.updatesAtom,
  ])
    assert.doesNotMatch(await get(href(route)), /Hidden Supplier/);
  const blank = (text: string) =>
    text
      .replaceAll(id, '')
      .replaceAll('tsp_none', '')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
  for (const at of ['/trust/controls/', '/trust/badges/']) {
    const tail = at.includes('badges') ? '/badge.svg' : '';
    const [hidden, none] = await Promise.all([id, 'tsp_none'].map(each => world.visitor().get(at + each + tail)));
    assert.equal(hidden?.status, 404);
    assert.equal(blank(hidden?.body ?? ''), blank(none?.body ?? ''));
  }
  const { rows } = await world.database.pool.query("select id from trust.evidence where subject = 'accounts.admin'");
  assert.equal((await world.visitor().get(href(routes.trust.evidenceFile, { id: rows[0].id }))).status, 404);
});

test('a sub-processor is announced before it begins, with everything a customer has to know', async () => {
  const { subprocessors, changes, noticeDays } = await view();
  const coming = subprocessors.find(({ phase }) => phase === 'coming');
  assert.ok(coming?.noticeGivenDays !== null && (coming?.noticeGivenDays ?? 0) >= noticeDays);
  const page = await get(href(routes.trust.show));
  assert.match(page, /Sample Mail SAS begins on/);
  assert.match(page, /Customers can object through/);
  const feed = JSON.parse(await get(href(routes.trust.updatesFeed))) as {
    items: { title: string; content_text: string }[];
  };
  const notice = feed.items.find(({ title }) => title.includes('Sample Mail SAS'));
  for (const part of ['Sends mails to owners', 'E-mail addresses', 'France', 'Transfer:', 'Until then you can object'])
    assert.ok(notice?.content_text.includes(part), part);
  assert.ok(changes.some(({ name }) => name === 'Sample Mail SAS'));

  const form = {
    revision: '0',
    name: 'Hasty Ltd',
    purpose: 'Backups',
    dataCategories: 'Readings',
    countries: 'Ireland',
    transfer: 'None',
    effectiveFrom: '2026-12-01',
  };
  assert.equal((await anna.post(href(routes.trust.newItem, { kind: 'subprocessor' }), form)).status, 303);
  const { edition } = await view();
  const refused = await anna.post(href(routes.trust.publish), { basedOn: String(edition?.number) });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Hasty Ltd<\/a> begins before/);
  const id = /href="(\/admin\/trust\/items\/tsp_[0-9a-z]{26})">Hasty/.exec(refused.body)?.[1] ?? '';
  const urgent = { ...form, revision: '1', emergency: 'The machines of the other one burnt down.' };
  assert.equal((await anna.post(id, urgent)).status, 303);
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: String(edition?.number) })).status, 303);
  const told = await get(href(routes.trust.show));
  assert.match(told, /Hasty Ltd came without the usual notice/);
  assert.match(told, /burnt down/);
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: String(edition?.number) })).status, 409);
});

test('everybody on the team is confirmed by name before a review of access counts', async () => {
  const at = href(routes.trust.accessReview);
  const page = await get(at, anna);
  const ids = [...page.matchAll(/name="needed" value="(per_[^"]+)"/g)].map(([, id = '']) => id);
  assert.ok(ids.length >= 2, page);
  const before = (await view()).controls.find(({ id }) => id === 'access-review')?.findings[0]?.evidence?.id;
  const refused = await anna.post(at, { needed: ids.slice(1) });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Look at .+ as well/);
  assert.equal((await view()).controls.find(({ id }) => id === 'access-review')?.findings[0]?.evidence?.id, before);
  assert.equal((await anna.post(at, { needed: ids })).status, 303);
  const review = (await view()).controls.find(({ id }) => id === 'access-review');
  assert.equal(review?.status, 'passing');
  const { detail, id } = review?.findings[0]?.evidence ?? {};
  assert.notEqual(id, before);
  assert.match(
    detail ?? '',
    /^Everybody on the team was looked at by name.*: \d+ admins?, \d+ triagers?, \d+ viewers?\./,
  );
  for (const person of ids) assert.ok(!JSON.stringify(review).includes(person));
  assert.equal((await (await signInAs(world, 'triager')).post(at, { needed: ids })).status, 403);
  world.clock.advance(93 * DAY);
  assert.equal((await view()).controls.find(({ id }) => id === 'access-review')?.status, 'stale');
  world.clock.advance(-93 * DAY);
});

test('T08 a buyer’s spreadsheet is answered from what everybody may read, and from nothing else', async () => {
  const sheet = [
    ['Nr', 'Question'],
    ['1', 'Is personal data encrypted at rest?'],
    ['2', 'Do you carry cyber insurance?'],
    ['3', 'Which provider hosts your production environment?'],
    ['4', 'How many people work in your office in Rome?'],
  ];
  const upload = async (by: Visitor, at: string, format: 'csv' | 'xlsx', fields = {}) =>
    by.upload(at, fields, [
      {
        field: 'file',
        filename: `..\\ACME "questions".${format}`,
        content:
          format === 'csv' ? csvLines(sheet) : await writeXlsx({ sheets: [{ name: 'Q', rows: sheet }] }, new Date(0)),
      },
    ]);
  const at = href(routes.trust.questions);
  const mine = await upload(world.visitor(), at, 'xlsx');
  assert.equal(mine.status, 200, mine.body);
  assert.match(String(mine.headers['content-disposition']), /^attachment; filename="[\w .-]+-answered\.xlsx"/);
  const rowsOf = async ({ bytes }: Page) => (await readSheetFile(bytes)).workbook.sheets[0]?.rows ?? [];
  const rows = await rowsOf(mine);
  assert.deepEqual(
    rows.map(cells => cells[3]),
    ['State', 'Answered', 'Gap: our answer waits for its review', 'Gap: no answer', 'Gap: no answer'],
  );
  assert.match(rows[1]?.[2] ?? '', /^Example of a demo: Yes\. Words about people lie/);
  assert.match(rows[1]?.[5] ?? '', /\/trust\/controls\/sealed-columns/);
  const everywhere = [mine.bytes.toString('latin1'), JSON.stringify(rows)];
  for (const route of [routes.trust.show, routes.trust.json, routes.trust.markdown, routes.trust.questions])
    everywhere.push(await get(href(route)));
  everywhere.push(
    await get(href(routes.trust.questions, undefined, { q: 'Which provider hosts your production environment?' })),
  );
  for (const text of everywhere) {
    assert.doesNotMatch(text, /two data centers/);
    assert.doesNotMatch(text, /certificate is given on request/, 'nor is an expired answer');
  }
  const { answers } = await view();
  assert.deepEqual(
    answers.filter(({ answer }) => answer === null).map(({ id, standing }) => [id, standing]),
    [
      ['tqa_example_train', 'unbacked'],
      ['tqa_example_old', 'expired'],
    ].filter(([id]) => answers.find(one => one.id === id)?.standing !== 'given'),
  );

  const desk = href(routes.trust.answerSheet);
  const ours = await rowsOf(await upload(anna, desk, 'csv'));
  assert.match(ours[3]?.[2] ?? '', /two data centers/);
  assert.equal((await upload(await signInAs(world, 'owner'), desk, 'csv')).status, 404);
  assert.equal((await upload(await signInAs(world, 'triager'), desk, 'csv')).status, 403);

  const asked = await get(href(routes.trust.questions, undefined, { q: 'Do you encrypt personal data at rest?' }));
  assert.match(asked, /AES-256-GCM ciphertext/);
  const other = await get(
    href(routes.trust.questions, undefined, { q: 'Is <b>personal data</b> encrypted on laptops at rest?' }),
  );
  assert.match(other, /There is no reviewed answer to this/);
  assert.match(other, /Perhaps this helps: <a href="#answer-tqa_example_rest">/);
  assert.doesNotMatch(other, /<b>personal/);
  for (const [fields, content, message] of [
    [{}, '', /Choose the file first/],
    [{ column: '1' }, 'a', /letters of a column/],
    [{}, 'PK no zip', /no XLSX file that can be read/],
    [{}, 'only words', /No questions were found/],
    [{}, 'x'.repeat(4_100_000), /A file may have 4 MB/],
  ] as const) {
    const refused = await world.visitor().upload(at, fields, [{ field: 'file', filename: 'q.csv', content }]);
    assert.equal(refused.status, 422, String(message));
    assert.match(refused.body, message);
  }
});

test('an answer is not given a day after its last, nor while a claim under it is not backed', async () => {
  const standing = async (id: string) => (await view()).answers.find(one => one.id === id)?.standing;
  assert.equal(await standing('tqa_example_sub'), 'given');
  assert.equal(await standing('tqa_example_log'), 'given');
  world.clock.advance(27 * HOUR);
  assert.equal(await standing('tqa_example_log'), 'unbacked', 'its check is of yesterday');
  world.clock.advance(21 * DAY);
  assert.equal(await standing('tqa_example_sub'), 'expired');
  world.clock.advance(-21 * DAY - 27 * HOUR);
  const form = {
    revision: '0',
    question: 'Is there a dog?',
    answer: 'No.',
    owner: 'Office',
    reviewedAt: '2027-01-01',
    validUntil: '2029-01-01',
    readership: 'public',
  };
  const refused = await anna.post(href(routes.trust.newItem, { kind: 'answer' }), form);
  assert.equal(refused.status, 422);
  assert.match(refused.body, /This day is not there yet/);
  assert.match(refused.body, /At most a year after the review/);
});

test('everything the page ever said stays readable, with what each edition changed', async () => {
  const history = await get(href(routes.trust.history));
  const { edition } = await view();
  assert.ok((edition?.number ?? 0) >= 4);
  for (let number = 1; number <= (edition?.number ?? 0); number += 1)
    assert.match(history, new RegExp(`Edition ${number}<`));
  const second = await get(href(routes.trust.edition, { number: '2' }));
  assert.match(second, /This is not what the page says now/);
  assert.match(second, /Sub-processor: Sample Mail SAS/);
});

test('T07 T22 only admins see drafts, and no other role learns that they are there', async () => {
  const pages = [routes.trust.edit, routes.trust.publish].map(route => href(route));
  for (const at of pages) {
    assert.equal((await world.visitor().get(at)).status, 303, 'a stranger is asked to sign in');
    assert.equal((await (await signInAs(world, 'owner')).get(at)).status, 404);
    assert.equal((await (await signInAs(world, 'triager')).get(at)).status, 403);
  }
});

test('T28 words of staff are words everywhere, whatever they hold', async () => {
  const hostile = '"><script>alert(1)</script>\u202e|\r\nBEGIN:VEVENT';
  const form = {
    revision: '0',
    kind: 'pentest',
    name: hostile,
    auditor: '=1+1',
    scope: hostile,
    periodEnd: '2026-10-01',
    issuedAt: '2026-10-10',
    cadenceMonths: '12',
  };
  assert.equal((await anna.post(href(routes.trust.newItem, { kind: 'attestation' }), form)).status, 303);
  // The draft that another test left behind may not be published; its end is far away.
  const { edition } = await view();
  assert.equal((await anna.post(href(routes.trust.publish), { basedOn: String(edition?.number) })).status, 303);
  const one = (await view()).attestations.find(({ auditor }) => auditor === '=1+1');
  assert.ok(one && !/[\u202e\r\n]/u.test(one.name));
  for (const at of [href(routes.trust.show), href(routes.trust.badge, { id: one.id }), href(routes.trust.markdown)])
    assert.doesNotMatch(await get(at), /<script>alert/, at);
  const calendar = await get(href(routes.trust.calendar));
  const events = calendar.match(/^BEGIN:VEVENT\r$/gm)?.length;
  assert.equal(events, calendar.match(/^UID:/gm)?.length, 'no event was written into another');
});

test('questionnaires are answered from the claims alone', async () => {
  const { mvsp, controls } = await view();
  assert.equal(mvsp.length, 25);
  const answers = new Map(mvsp.map(each => [each.point, each]));
  assert.equal(answers.get('2.7')?.answer, 'met');
  assert.equal(answers.get('1.3')?.answer, 'unanswered');
  for (const { controls: ids, answer } of mvsp)
    if (answer === 'met') for (const id of ids) assert.equal(controls.find(each => each.id === id)?.status, 'passing');
  const csv = await get(href(routes.trust.questionsCsv));
  assert.equal(csv.trim().split('\r\n').length, 26);
  assert.doesNotMatch(csv, /(?:^|,)"[=+@-]/m);
  const index = JSON.parse(await get(href(routes.trust.index))) as Record<string, unknown>;
  for (const address of JSON.stringify(index).matchAll(/"(http:[^"]+)"/g)) {
    const page = await world.visitor().get(address[1] ?? '');
    assert.equal(page.status, 200, address[1]);
  }
});
