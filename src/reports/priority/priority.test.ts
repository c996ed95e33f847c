// The proposal line by line, the lists about exploitation, and both through the pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { aReport } from '../../../test/support/a-report.ts';
import { noDuties } from '../../../test/support/duty-answers.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { dueAt, type Taxonomy } from '../../program/index.ts';
import { listEntries } from '../conversation-store.ts';
import { readReport } from '../report-store.ts';
import { readExploitList } from './exploit-lists.ts';
import { noFactors, readFactors } from './factors.ts';
import { refreshExploitListsJob } from './import-list.ts';
import { type LineSource, proposeFrom, type Weighed } from './propose-priority.ts';

const taxonomy: Taxonomy = {
  version: '1',
  releasedAt: '',
  deprecated: {},
  content: [{ id: 'fixed', name: 'Fixed', type: 'category', priority: 4 }],
};
const nothing: Weighed = {
  taxonomy,
  taxonomyId: null,
  cvssVector: null,
  requirements: {},
  exploited: null,
  factors: noFactors,
  cves: [],
  lists: { kev: null, epss: null },
};
const lineOf = (weighed: Weighed, source: LineSource) => {
  const found = proposeFrom(weighed).lines.find(line => line.source === source);
  assert.ok(found, `a line of ${source}`);
  return found;
};
const withCve = (kev: boolean, score: number | null): Weighed => ({
  ...nothing,
  cves: [
    {
      cve: 'CVE-2026-12345',
      kev: kev ? { addedOn: '2026-10-01', ransomware: true } : null,
      epss: score === null ? null : { score, percentile: 0.9 },
    },
  ],
  lists: { kev: '2026-11-01', epss: '2026-11-20' },
});

test('without a CVE, KEV and EPSS are not applicable, never zero', () => {
  for (const source of ['kev', 'epss'] as const) {
    const line = lineOf(nothing, source);
    assert.deepEqual([line.standing, line.priority], ['not-applicable', null]);
    assert.doesNotMatch(line.says, /\d/);
    const unknown = lineOf({ ...withCve(false, null), lists: { kev: null, epss: null } }, source);
    assert.deepEqual([unknown.standing, unknown.priority], ['open', null]);
  }
  assert.match(lineOf(withCve(false, null), 'epss').says, /no score/);
});

test('what the lists say of a linked CVE counts', () => {
  assert.deepEqual([lineOf(withCve(true, null), 'kev').priority, proposeFrom(withCve(true, null)).priority], [1, 1]);
  assert.match(lineOf(withCve(true, null), 'kev').says, /2026-10-01, used in ransomware campaigns/);
  assert.deepEqual(
    [0.7, 0.2, 0.01].map(score => lineOf(withCve(false, score), 'epss').priority),
    [2, 3, null],
  );
  assert.match(lineOf(withCve(false, 0.2), 'epss').says, /within 30 days with 20 %/);
});

test('SSVC, BOD 26-04 with its days, and the impact on road users', () => {
  const judged: Weighed = {
    ...nothing,
    exploited: 'yes',
    factors: {
      cveIds: [],
      impact: { safety: 'severe', privacy: 'major' },
      selection: {
        exploitation: 'N',
        automatable: 'Y',
        valueDensity: 'C',
        technicalImpact: 'T',
        missionImpact: 'D',
        systemExposure: 'O',
        assetExposure: 'Y',
      },
    },
  };
  const { selection, outcome, priority } = proposeFrom(judged);
  assert.equal(selection.exploitation, 'A', 'who judged “none” is overruled by exploitation in the wild');
  assert.equal(selection.safetyImpact, 'R');
  assert.match(lineOf(judged, 'supplier').says, /Immediate, which suggests P1/);
  assert.match(lineOf(judged, 'deployer').says, /Out-of-Cycle, which suggests P2/);
  assert.match(lineOf(judged, 'bod2604').says, /says 3 days \(without a CVE it counts as not listed\)/);
  assert.match(lineOf(judged, 'impact').says, /Safety impact on road users is severe .* P1/);
  assert.deepEqual(outcome, { supplier: 1, deployer: 2, bodDays: 3 });
  assert.equal(priority, 1);

  const listed = proposeFrom({ ...judged, cves: withCve(true, null).cves, lists: { kev: '2026-11-01', epss: null } });
  assert.match(listed.reasons.join(' '), /3 days & forensic investigation/);
  const upgrade = proposeFrom({
    ...nothing,
    factors: { ...noFactors, selection: { automatable: 'N', technicalImpact: 'P', assetExposure: 'N' } },
  });
  assert.equal(upgrade.outcome.bodDays, null);
  // A CVE without a list at hand: nobody can say whether it is listed.
  const unknown = { ...withCve(false, null), factors: judged.factors, lists: { kev: null, epss: null } };
  assert.match(lineOf(unknown, 'bod2604').says, /still to judge: In KEV/);
});

test('an undecided table says exactly what is missing', () => {
  assert.match(
    lineOf(nothing, 'supplier').says,
    /still to judge: Exploitation, Automatable, Value Density, Technical Impact, Safety Impact\./,
  );
  const exploited = lineOf({ ...nothing, exploited: 'yes' }, 'deployer').says;
  assert.match(exploited, /still to judge: System Exposure, Automatable, Safety Impact, Mission Impact\./);
});

test('the asset’s requirements count in CVSS', () => {
  const cvssVector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
  assert.match(lineOf({ ...nothing, cvssVector }, 'cvss').says, /gives 7\.5 \(high\)/);
  const low = lineOf({ ...nothing, cvssVector, requirements: { CR: 'L' } }, 'cvss');
  assert.match(low.says, /gives 5\.\d \(medium, 7\.5 without the target’s requirements\)/);
  assert.equal(low.priority, 3);
});

test('the proposal is the worst line that counts, and never worse than all of them', () => {
  const ratings = fc.constantFrom('negligible' as const, 'moderate' as const, 'major' as const, 'severe' as const);
  fc.assert(
    fc.property(
      fc.constantFrom('fixed', null),
      fc.constantFrom('yes' as const, 'no' as const, null),
      fc.record({ safety: ratings, privacy: ratings }, { requiredKeys: [] }),
      fc.boolean(),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      (taxonomyId, exploited, impact, kev, score) => {
        const weighed = { ...withCve(kev, score), taxonomyId, exploited, factors: { ...noFactors, impact } };
        const { priority, lines, reasons } = proposeFrom(weighed);
        const suggested = lines.flatMap(line => line.priority ?? []);
        assert.equal(priority, suggested.length === 0 ? null : Math.min(...suggested));
        if (priority !== null) assert.equal(reasons[0], lines.find(line => line.priority === priority)?.says);
      },
    ),
  );
});

test('the form refuses what is no answer and no CVE', () => {
  const read = readFactors({ automatable: 'X', cves: 'cve-2026-1234 CVE-2026-1234, nonsense', 'impact-safety': 'bad' });
  assert.ok(!read.ok);
  assert.deepEqual(Object.keys(read.errors).sort(), ['automatable', 'cves', 'impact-safety']);
  const right = readFactors({ automatable: 'Y', cves: 'cve-2026-1234 CVE-2026-1234', 'impact-safety': 'major' });
  assert.deepEqual(right, {
    ok: true,
    factors: { selection: { automatable: 'Y' }, cveIds: ['CVE-2026-1234'], impact: { safety: 'major' } },
  });
});

const kevFile = (day = '2026-11-20T00:00:00Z') =>
  Buffer.from(
    JSON.stringify({
      catalogVersion: '2026.11.20',
      dateReleased: day,
      vulnerabilities: [
        { cveID: 'CVE-2026-12345', dateAdded: '2026-11-01', knownRansomwareCampaignUse: 'Known' },
        { cveID: 'CVE-2025-54321', dateAdded: '2025-05-05', knownRansomwareCampaignUse: 'Unknown' },
      ],
    }),
  );
const epssFile = (body = 'CVE-2026-12345,0.61234,0.99123\nCVE-2025-54321,0.00042,0.12\n') =>
  gzipSync(`#model_version:v2025.03.14,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\n${body}`);

test('lists are told apart by their content, and a broken one is refused with its place', async () => {
  const kev = await readExploitList(kevFile());
  assert.ok(kev.ok && kev.list.kind === 'kev');
  assert.deepEqual(kev.list.entries[0], { cve: 'CVE-2026-12345', addedOn: '2026-11-01', ransomware: true });
  const epss = await readExploitList(epssFile());
  assert.ok(epss.ok && epss.list.kind === 'epss');
  assert.deepEqual([epss.list.day, epss.list.version, epss.list.entries.length], ['2026-11-21', 'v2025.03.14', 2]);
  const faults = [
    [Buffer.from('hello'), /neither/],
    [Buffer.from('{'), /not readable/],
    [Buffer.from('{}'), /no “vulnerabilities”/],
    [Buffer.from([0x1f, 0x8b, 1, 2]), /can’t be unpacked/],
    [gzipSync(Buffer.alloc(80 * 1024 * 1024)), /can’t be unpacked/],
    [epssFile('CVE-2026-12345,1.5,0.9\n'), /Line 3/],
    [epssFile(''), /empty/],
  ] as const;
  for (const [file, words] of faults) {
    const read = await readExploitList(file);
    assert.ok(!read.ok, String(words));
    assert.match(read.reason, words);
  }
});

const importAs = async (world: World, file: Buffer, name: string) =>
  (await signInAs(world, 'admin')).upload(href(routes.reports.exploitLists), {}, [
    { field: 'list', filename: name, content: file },
  ]);

test('a report is weighed on its page; the fix date follows the table that the program names', async () => {
  await using world = await openWorld();
  const { id, number } = await aReport(world);
  const at = href(routes.reports.weigh, { id });
  const page = await (await signInAs(world, 'triager')).get(at);
  assert.equal(page.status, 200);
  assert.match(page.body, /P2 High is proposed/);
  assert.match(page.body, /not applicable, since no CVE is linked/);
  assert.match((await (await signInAs(world, 'viewer')).get(at)).body, /Only a triager/);
  assert.equal((await (await signInAs(world, 'viewer')).post(at, {})).status, 403);

  for (const [file, name] of [
    [kevFile(), 'kev.json'],
    [epssFile(), 'epss.csv.gz'],
  ] as const) {
    const sent = await importAs(world, file, name);
    assert.equal(sent.status, 303, sent.body.slice(0, 300));
  }
  const older = await importAs(world, kevFile('2026-10-01T00:00:00Z'), 'kev.json');
  assert.equal(older.status, 422);
  assert.match(older.body, /this one is older/);
  const lists = await (await signInAs(world, 'admin')).get(href(routes.reports.exploitLists));
  assert.match(lists.body, /2026-11-21/);

  const triager = await signInAs(world, 'triager');
  const revision = async () => String((await readReport(world.kernel, system('test'), id)).revision);
  const answers = { automatable: 'Y', technicalImpact: 'T', assetExposure: 'N', cves: 'CVE-2026-12345' };
  const wrong = await triager.post(at, { revision: await revision(), ...answers, cves: 'CVE-oops' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /CVE-OOPS” is not a CVE id/);
  assert.match(wrong.body, /CVE-oops<\/textarea>/);
  const saved = await triager.post(at, { revision: await revision(), ...answers });
  assert.equal(saved.status, 303, saved.body.slice(0, 500));
  const stale = await triager.post(at, { revision: '0', ...answers });
  assert.equal(stale.status, 409);
  assert.match(stale.body, /Nothing was saved/);

  const weighed = await triager.get(at);
  assert.match(weighed.body, /P1 Critical is proposed/);
  assert.match(weighed.body, /CVE-2026-12345 is known to be exploited \(listed by CISA on 2026-11-01/);
  assert.match(weighed.body, /EPSS expects exploitation of CVE-2026-12345 within 30 days with 61 %/);
  const report = await triager.get(href(routes.reports.triage, { id }));
  assert.match(report.body, /Weighed; P1 is proposed \(before: P2\)/);
  assert.match(report.body, /3 days &amp; forensic investigation/);

  const ssvc = (await triager.get(href(routes.reports.ssvc, { id }))).json<{
    schemaVersion: string;
    target_ids: string[];
    selections: { key: string; values: { key: string }[] }[];
  }>();
  assert.deepEqual([ssvc.schemaVersion, ssvc.target_ids], ['2.0.0', [number, 'CVE-2026-12345']]);
  assert.deepEqual(ssvc.selections.find(({ key }) => key === 'E')?.values[0]?.key, 'A');

  // The program says that the fix follows BOD 26-04: three days from when the report is confirmed.
  const settings = href(routes.program.editTargets);
  const admin = await signInAs(world, 'admin');
  const form = await admin.get(settings);
  const basedOn = /name="basedOn" value="(\d+)"/.exec(form.body)?.[1] ?? '';
  const promises = {
    basedOn,
    part: 'promises',
    acknowledge: '3',
    decide: '7',
    update: '14',
    disclose: '90',
    remediate1: '7',
    remediate2: '30',
    remediate3: '60',
    remediate4: '90',
    remediate5: '',
    remediateBy: 'bod2604',
  };
  assert.match((await admin.post(settings, promises)).body, /The time to fix follows: CISA BOD 26-04/);
  assert.equal((await admin.post(settings, { ...promises, step: 'publish' })).status, 303);

  const record = await readReport(world.kernel, system('test'), id);
  const assess = {
    target: record.targetId ?? '',
    taxonomy: 'access_control.object_level.reads_personal_data',
    cvss: record.cvssVector ?? '',
    exploited: 'no',
  };
  const desk = { revision: await revision(), ...assess, priority: '3' };
  const unexplained = await triager.post(href(routes.reports.assess, { id }), desk);
  assert.equal(unexplained.status, 422);
  assert.match(unexplained.body, /P1 is proposed\. Say in at least 20 characters why it is P3/);
  const explanation = 'The component is not reachable in our build.';
  assert.equal((await triager.post(href(routes.reports.assess, { id }), { ...desk, explanation })).status, 303);
  const confirmed = await triager.post(href(routes.reports.move, { id }), {
    revision: await revision(),
    kind: 'triage',
    unique: 'on',
    exploited: 'no',
    ...noDuties,
  });
  assert.equal(confirmed.status, 303, confirmed.body.slice(0, 400));
  const triaged = await readReport(world.kernel, system('test'), id);
  assert.deepEqual([triaged.priority, triaged.facts.outcome?.bodDays], [3, 3]);
  assert.deepEqual(
    triaged.clocks.remediateDue,
    dueAt(world.clock.now(), { unit: 'days', count: 3 }, { timeZone: 'UTC', workdays: [1], holidays: [] }),
  );
  const explained = (await listEntries(world.kernel, system('test'), id)).find(({ kind }) => kind === 'assess');
  assert.deepEqual([explained?.reason, explained?.details['proposed']], [explanation, 1]);
});

test('lists are fetched each night only where an address is configured, and a failure keeps the one before', async () => {
  await using offline = await openWorld();
  await refreshExploitListsJob.run(offline.kernel, {});
  await using world = await openWorld({ environment: { EXPLOIT_LIST_URLS: 'https://lists.example/kev.json' } });
  await refreshExploitListsJob.run(world.kernel, {});
  assert.ok(world.logLines.some(line => line.includes('could not be fetched')));
  let asked = '';
  const kernel = {
    ...world.kernel,
    fetch: async (url: string) => {
      asked = url;
      return { status: 200, headers: {}, body: kevFile(), url };
    },
  };
  await refreshExploitListsJob.run(kernel, {});
  assert.equal(asked, 'https://lists.example/kev.json');
  const lists = await (await signInAs(world, 'admin')).get(href(routes.reports.exploitLists));
  assert.match(lists.body, /2026\.11\.20/);
  assert.match(lists.body, /Fetched each night from lists\.example/);
});
