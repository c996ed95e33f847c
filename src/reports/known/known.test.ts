// Known issues: every format that is read, what an import does row by row, and the proof that follows from one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { personActor } from '../../../test/support/a-report.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findDocuments } from '../../core/search/find-documents.ts';
import { readCsv } from '../../core/sheets/read-csv.ts';
import { verifyInclusion } from '../inclusion/inclusion-proof.ts';
import { listIssues } from '../issues/issue-store.ts';
import { readReport } from '../report-store.ts';
import { searchChecks } from '../search/keep-index.ts';
import { BATCH } from './import-known.ts';
import { findRun } from './import-run-store.ts';
import { readFinding } from './known-finding.ts';
import { readKnownFile } from './read-known-file.ts';
import { importKnownIssuesJob, keepImport, startImport } from './run-import.ts';

const actor = system('test');
const findingsOf = (text: string) => {
  const file = readKnownFile(text);
  assert.ok(file.ok, file.ok ? '' : file.fault);
  return { format: file.format, rows: file.rows };
};

test('CSV is read as it was written, whatever stands in the fields', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'ß', '\u{1F697}') });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const wanted = rows.filter(row => row.some(each => each !== ''));
        const text = rows.map(row => row.map(quote).join(',')).join(end);
        assert.deepEqual(
          [...readCsv(text)].map(({ fields }) => fields),
          wanted,
        );
      },
    ),
  );
  assert.deepEqual(
    [...readCsv('\uFEFFid,title\n\n1,"a\nb"\n2,c')],
    [
      { line: 1, fields: ['id', 'title'] },
      { line: 3, fields: ['1', 'a\nb'] },
      { line: 5, fields: ['2', 'c'] },
    ],
  );
  assert.deepEqual(
    [...readCsv('a,')].map(({ fields }) => fields),
    [['a', '']],
  );
});

test('each format is told by what is in it, and says the same of a finding', () => {
  const plain = findingsOf('id,title,description,severity,cvss,cwe,state\nK-1,Open redirect,Where,P3,,601,fixed\n');
  assert.deepEqual(
    [plain.format, plain.rows[0]?.ok && plain.rows[0].finding],
    [
      'plain_csv',
      {
        sourceId: 'K-1',
        title: 'Open redirect',
        description: 'Where',
        severity: 3,
        cvss: null,
        cweIds: ['CWE-601'],
        cveIds: [],
        state: 'resolved',
      },
    ],
  );
  const hackerOne = findingsOf(
    'title,description,state,substate,severity_score,priority,reference,weakness_name,created_at\nXSS on q,"# Steps\nlook",Open,triaged,7.2,,BBP-1,XSS,2020-09-18\n',
  );
  assert.equal(hackerOne.format, 'hackerone_csv');
  assert.ok(
    hackerOne.rows[0]?.ok && hackerOne.rows[0].finding.severity === 2 && hackerOne.rows[0].finding.sourceId === 'BBP-1',
  );
  const bugcrowd = findingsOf(
    'Reference Number,Title,State,Priority,VRT\nabc,IDOR in trips,unresolved,2,broken_access\n',
  );
  assert.equal(bugcrowd.format, 'bugcrowd_csv');
  assert.ok(bugcrowd.rows[0]?.ok && bugcrowd.rows[0].finding.severity === 2);
  const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
  const h1 = findingsOf(
    JSON.stringify({
      data: [
        {
          id: '1',
          type: 'report',
          attributes: {
            title: 'T',
            vulnerability_information: 'V',
            state: 'not-applicable',
            cve_ids: ['CVE-2026-12345'],
          },
          relationships: {
            severity: { data: { attributes: { rating: 'high', cvss_vector_string: vector } } },
            weakness: { data: { attributes: { external_id: 'cwe-639' } } },
          },
        },
      ],
    }),
  );
  assert.deepEqual(h1.rows[0]?.ok && h1.rows[0].finding, {
    sourceId: '1',
    title: 'T',
    description: 'V',
    severity: 2,
    cvss: { version: '3.1', vector },
    cweIds: ['CWE-639'],
    cveIds: ['CVE-2026-12345'],
    state: 'closed',
  });
  const bc = findingsOf(
    JSON.stringify({
      data: [{ id: 'u', type: 'submission', attributes: { title: 'T', severity: 1, state: 'unresolved' } }],
    }),
  );
  assert.ok(bc.format === 'bugcrowd_json' && bc.rows[0]?.ok && bc.rows[0].finding.severity === 1);
  const sarif = findingsOf(
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'scan',
              rules: [
                {
                  id: 'R1',
                  shortDescription: { text: 'SQL injection' },
                  properties: { tags: ['external/cwe/cwe-089'], 'security-severity': '8.8' },
                },
              ],
            },
          },
          results: [
            {
              ruleId: 'R1',
              level: 'error',
              message: { text: 'Here.' },
              locations: [{ physicalLocation: { artifactLocation: { uri: 'a.ts' }, region: { startLine: 4 } } }],
            },
          ],
        },
      ],
    }),
  );
  assert.ok(sarif.rows[0]?.ok);
  const { sourceId, title, severity, cweIds } = sarif.rows[0].finding;
  assert.deepEqual(
    [sarif.format, sourceId, title, severity, cweIds],
    ['sarif', 'scan R1 a.ts:4', 'SQL injection', 2, ['CWE-89']],
  );
});

test('what is wrong with a row or a file is said, and no text of any shape throws', () => {
  const row = (fields: Parameters<typeof readFinding>[1]) => {
    const read = readFinding(1, { id: '1', title: 'T', ...fields });
    return read.ok ? 'ok' : `${read.fault.field} ${read.fault.code}`;
  };
  assert.equal(row({ title: ' ' }), 'title missing');
  assert.equal(row({ id: '' }), 'id missing');
  assert.equal(row({ cvss: 'CVSS:3.1/AV:N' }), 'cvss no_cvss');
  assert.equal(row({ severity: 'dire' }), 'severity no_severity');
  assert.equal(row({ title: 'x'.repeat(201) }), 'title too_long');
  for (const text of ['', 'a,b\n1,2', '{', '{"data": 1}', '{"data": [{"type": "x"}]}', 'id,title'])
    assert.equal(readKnownFile(text).ok, false, text);
  const twice = findingsOf('id,title\n1,A\n1,B\n');
  assert.deepEqual(
    twice.rows.map(({ ok }) => ok),
    [true, false],
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => ['boolean'].includes(typeof readKnownFile(text).ok)));
  fc.assert(
    fc.property(fc.json(), json => {
      readKnownFile(`{"runs":[${json}]}`);
      readKnownFile(`{"data":[{"type":"report"},${json}]}`);
    }),
  );
});

const csv = (rows: readonly string[]) => ['id,title,description,severity,state', ...rows].join('\n');

async function importFile(world: World, content: string) {
  const triager = await signInAs(world, 'triager');
  const sent = await triager.upload(routes.reports.knownImports.path, {}, [
    { field: 'file', filename: 'known.csv', content },
  ]);
  assert.equal(sent.status, 303, sent.body.slice(0, 600));
  const preview = await triager.follow(sent);
  const started = await triager.post(sent.location ?? '', {});
  assert.equal(started.status, 303);
  await world.settle();
  return { preview, result: await triager.get(sent.location ?? '') };
}

/** The figures of the page, by what they count. */
const figures = (body: string) =>
  Object.fromEntries(
    ['New issues', 'Changed', 'Known already', 'Left out'].map(label => [
      label,
      Number(new RegExp(`${label}[\\s\\S]*?>(\\d+)<`).exec(body)?.[1]),
    ]),
  );

test('an import is looked at first, done once, and done again only for what changed', async () => {
  await using world = await openWorld();
  const rows = ['K-1,Session never ends,"Long, and\nwide",P2,open', 'K-2,Old TLS,,P4,open', 'K-3,,no title,P1,open'];
  const { preview, result } = await importFile(world, csv(rows));
  assert.deepEqual(figures(preview.body), { 'New issues': 2, Changed: 0, 'Known already': 0, 'Left out': 1 });
  assert.match(preview.body, /“title” is missing/);
  assert.deepEqual(figures(result.body), { 'New issues': 2, Changed: 0, 'Known already': 0, 'Left out': 1 });
  assert.match(result.body, /Done/);
  const issues = await listIssues(world.kernel, actor, { words: 'session ends' });
  assert.deepEqual(
    issues.map(({ title, origin, severity }) => [title, origin, severity]),
    [['Session never ends', 'import', 2]],
  );

  const again = await importFile(world, csv([rows[0] ?? '', 'K-2,Old TLS in one place,,P4,open']));
  assert.deepEqual(figures(again.preview.body), { 'New issues': 0, Changed: 1, 'Known already': 1, 'Left out': 0 });
  assert.deepEqual(figures(again.result.body), { 'New issues': 0, Changed: 1, 'Known already': 1, 'Left out': 0 });
  assert.equal((await listIssues(world.kernel, actor)).length, 2);
  const { rows: stored } = await world.database.pool.query<{ row: string }>(
    'select encode(i.title, $1) || encode(i.content, $1) || encode(c.opening, $1) as row from reports.issue i join reports.commitment c on c.issue = i.id',
    ['escape'],
  );
  for (const { row } of stored) assert.doesNotMatch(row, /Session|TLS|wide/);
  const viewer = await (await signInAs(world, 'viewer')).get(routes.reports.knownImports.path);
  assert.equal(viewer.status, 403);
  const nothing = await (await signInAs(world, 'triager')).upload(routes.reports.knownImports.path, {}, [
    { field: 'file', filename: 'x.csv', content: 'a,b\n1,2\n' },
  ]);
  assert.equal(nothing.status, 422);
  assert.match(nothing.body, /must name the columns/);
});

test('a report can be closed as duplicate of a known issue, with a proof that it was known', async () => {
  await using world = await openWorld();
  await importFile(world, csv(['K-1,Session never ends,,P2,open']));
  const [known] = await listIssues(world.kernel, actor);
  assert.ok(known);
  world.clock.advance(DAY);
  const sam = world.visitor();
  const report = await sendReport(world, sam);
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id: report.id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  const closed = await triager.post(href(routes.reports.move, { id: report.id }), {
    revision,
    kind: 'close',
    closeReason: 'duplicate',
    original: known.number,
    text: 'We knew of this before you told us, see the proof.',
  });
  assert.equal(closed.status, 303, /role="alert"[\s\S]{0,600}/.exec(closed.body)?.[0]);
  assert.equal((await readReport(world.kernel, actor, report.id)).snapshot.original?.kind, 'commitment');
  await world.settle();
  const proof = await sam.get(href(routes.reports.inclusion, { id: report.id }));
  const verdict = verifyInclusion(proof.body, world.kernel.keyring.verifiers());
  assert.ok(verdict.ok, JSON.stringify(verdict.findings));
  assert.equal(verdict.proof?.earlier.action, 'issue.import');
  for (const secret of [known.id, known.number, 'Session']) assert.ok(!proof.body.includes(secret));
  assert.match(
    (await sam.get(href(routes.reports.show, { id: report.id }))).body,
    /A known issue came into our audit log/,
  );
});

const leak = {
  title: 'Trips of other owners can be exported',
  description:
    'The export link of the trip history at https://api.example.com/v2/export/12 needs no session. Anyone who has the link reads all trips of the owner, with every address.',
};
const line = (id: string, { title, description }: typeof leak) => `${id},${title},"${description}",P2,open`;

test('a known issue is found by its words, suggested beside the reports that look like it, and told in the import’s result', async () => {
  await using world = await openWorld();
  const sam = world.visitor();
  const send = (title: string, description: string) =>
    sendReport(world, sam, { title, description, location: 'https://api.example.com/v2/export/977' });
  const waiting = await send('Trip export leaks trips of other owners', leak.description);
  await world.settle();
  world.clock.advance(DAY);
  const filler = Array.from(
    { length: 12 },
    (_, index) =>
      `F-${index},Filler number ${index},"Entirely about ${'ab cd ef gh ij kl'.split(' ')[index % 6]} ${index} of nothing else.",P4,open`,
  );
  const { result } = await importFile(world, csv([line('K-1', leak), ...filler]));
  const [known] = await listIssues(world.kernel, actor, { words: 'trips exported' });
  assert.ok(known);
  assert.match(result.body, /Waiting reports that look like these/);
  assert.match(result.body, new RegExp(known.number));
  assert.match(result.body, new RegExp(waiting.number));

  const triager = await signInAs(world, 'triager');
  const search = (words: string, who = triager) => who.get(href(routes.reports.search, undefined, { q: words }));
  assert.match((await search('exporting of trips')).body, /Found known issues/);
  assert.doesNotMatch((await search('tractor')).body, /Found known issues/);
  const own = await sam.get(href(routes.reports.show, { id: waiting.id }));
  assert.doesNotMatch(own.body, new RegExp(known.number), 'a reporter learns nothing of it');
  const before = await triager.get(href(routes.reports.triage, { id: waiting.id }));
  assert.match(before.body, /known <!-- -->only after|known only after/);
  assert.doesNotMatch(before.body, new RegExp(`This repeats ${known.number}`));

  world.clock.advance(DAY);
  const later = await send('Anyone exports the trips of an owner', leak.description);
  await world.settle();
  const nextDay = await signInAs(world, 'triager');
  const page = await nextDay.get(href(routes.reports.triage, { id: later.id }));
  assert.match(page.body, new RegExp(known.number));
  assert.match(page.body, /Same endpoint: api\.example\.com\/v2\/export\/\{\}|wording/);
  assert.match(page.body, new RegExp(`original=${known.number}#move-close-duplicate`));
  const issue = await nextDay.get(href(routes.reports.issue, { id: known.id }));
  assert.match(issue.body, /Reports that look like it/);
  assert.match(issue.body, new RegExp(later.number));

  // What staff writes is found from then on, what it took away is not.
  const edited = await nextDay.post(href(routes.reports.issueEdit, { id: known.id }), {
    revision: '0',
    title: 'Tractor telemetry',
    summary: 'Something else altogether.',
  });
  assert.equal(edited.status, 303, edited.body.slice(0, 400));
  await world.settle();
  assert.match((await search('tractor', nextDay)).body, /Found known issues/);
  assert.doesNotMatch((await search('exporting of trips', nextDay)).body, /Found known issues/);
  assert.equal((await searchChecks[0]?.run(world.kernel))?.ok, true);
});

test('the same under another id is told and not brought in twice, in one file and later', async () => {
  await using world = await openWorld();
  const other = { title: 'Old TLS', description: 'Version 1.0 is on.' };
  const first = await importFile(
    world,
    csv([
      line('A', leak),
      line('B', { ...leak, title: leak.title.toUpperCase() }),
      line('C', other),
      'D,Bare,,P3,open',
      'E,Bare,,P3,open',
    ]),
  );
  assert.match(first.preview.body, /Repeats a row above/);
  const figuresOf = (body: string) => ({
    ...figures(body),
    repeat: Number(/Repeat another[\s\S]*?>(\d+)</.exec(body)?.[1]),
  });
  assert.deepEqual(figuresOf(first.result.body), {
    'New issues': 4,
    Changed: 0,
    'Known already': 0,
    'Left out': 0,
    repeat: 1,
  });
  const again = await importFile(world, csv([line('A', leak), line('Z', other)]));
  assert.match(again.preview.body, /Repeats ISS-2026-\d+/);
  assert.deepEqual(figuresOf(again.result.body), {
    'New issues': 0,
    Changed: 0,
    'Known already': 1,
    'Left out': 0,
    repeat: 1,
  });
});

test('an import that crashed goes on where it was: each row exactly once, found and committed to', async () => {
  await using world = await openWorld();
  const rows = Array.from(
    { length: BATCH + 7 },
    (_, index) => `R-${index},Row ${index} marker,"Text of row ${index}.",P4,open`,
  );
  const kept = await keepImport(world.kernel, await personActor(world, 'triager'), {
    name: 'many.csv',
    bytes: Buffer.from(csv(rows)),
  });
  assert.ok(kept.ok);
  await startImport(world.kernel, system('test'), kept.id);
  // The process dies while the second batch is written.
  let batches = 0;
  const dying: Kernel = {
    ...world.kernel,
    transaction: work =>
      world.kernel.transaction(async kernel => {
        const result = await work(kernel);
        batches += 1;
        if (batches === 2) throw new Error('killed');
        return result;
      }),
  };
  await assert.rejects(importKnownIssuesJob.run(dying, { import: kept.id }), /killed/);
  assert.equal((await findRun(world.kernel, kept.id))?.done, BATCH);
  const tara = await signInAs(world, 'triager');
  const page = href(routes.reports.knownImport, { id: kept.id });
  const still = await tara.get(page);
  assert.match(still.body, new RegExp(`${BATCH} of ${rows.length} rows so far`));
  assert.equal(still.headers['refresh'], undefined);
  const followed = await tara.get(href(routes.reports.knownImport, { id: kept.id }, { follow: 'yes' }));
  assert.equal(followed.headers['refresh'], '3', 'it is loaded anew without script');
  assert.match(followed.body, /Stop looking/);
  // Two workers at once, as after a process that was thought dead.
  await Promise.all([
    importKnownIssuesJob.run(world.kernel, { import: kept.id }),
    importKnownIssuesJob.run(world.kernel, { import: kept.id }),
  ]);
  const run = await findRun(world.kernel, kept.id);
  assert.deepEqual([run?.state, run?.done, run?.created, run?.faulty], ['done', rows.length, rows.length, 0]);
  const { rows: counted } = await world.database.pool.query<{ issues: string; documents: string; entries: string }>(
    `select (select count(*) from reports.issue) as issues,
            (select count(*) from core.search_document where source = 'known-issues') as documents,
            (select count(*) from core.audit_entry where action = 'issue.import') as entries`,
  );
  assert.deepEqual(Object.values(counted[0] ?? {}).map(Number), [rows.length, rows.length, rows.length]);
  const found = await findDocuments(world.kernel, { source: 'known-issues', terms: ['wmarker', 'w1003'], limit: 5 });
  assert.equal(found.keys.length, 1);
  const done = await tara.get(href(routes.reports.knownImport, { id: kept.id }, { follow: 'yes' }));
  assert.equal(done.headers['refresh'], undefined, 'what is done is looked at once');
});
