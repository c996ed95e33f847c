// The public record through its door: editions, what anybody can check, what only staff and a researcher see.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { aReport } from '../../test/support/a-report.ts';
import { runCommand } from '../../test/support/product-process.ts';
import { sendReport } from '../../test/support/send-report.ts';
import { signInAs } from '../../test/support/sign-in.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { system } from '../core/actor.ts';
import { verifyAudit } from '../core/audit.ts';
import { DAY, HOUR } from '../core/clock.ts';
import { verifiersFromKeySet } from '../core/crypto/signing.ts';
import { checkpointsFile } from '../core/data-folder.ts';
import { listStories } from '../reports/index.ts';
import { standingLines, wrongCorrections } from './log/corrections.ts';
import type { LogLine } from './log/event.ts';
import { publishLogJob } from './log/publish-edition.ts';
import { describeVerdict, verifyLog } from './log/verify-log.ts';

const get = async (world: World, at: string) => (await world.visitor().get(at)).body;
const publish = (world: World) => publishLogJob.run(world.kernel, {});

/** Reports of a week: answered after an hour, each second one closed. */
async function aWeek(world: World, count: number): Promise<string[]> {
  const tara = await signInAs(world, 'triager');
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { id } =
      index % 2 === 0 ? await sendReport(world, world.visitor()) : await aReport(world, { by: 'researcher' });
    ids.push(id);
    world.clock.advance(HOUR - 60_000);
    await tara.post(href(routes.reports.message, { id }), { audience: 'reporter', text: 'Thank you, we look at it.' });
    if (index % 2 === 1) continue;
    const page = await tara.get(href(routes.reports.triage, { id }));
    const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
    const closed = await tara.post(href(routes.reports.move, { id }), {
      revision,
      kind: 'close',
      closeReason: 'informational',
      text: 'True, and nothing will be changed about it.',
    });
    assert.equal(closed.status, 303);
  }
  return ids;
}

test('a log without names is published in signed editions that anybody can check, and nothing changed passes', async () => {
  await using world = await openWorld({ limitsOff: true });
  const pages = async () => ({
    program: await get(world, href(routes.program.show)),
    statistics: await get(world, href(routes.record.statistics)),
  });
  await aWeek(world, 4);
  world.clock.advance(DAY);
  await publish(world);
  assert.equal((await world.visitor().get(href(routes.record.log))).status, 404, 'four reports are no crowd');
  assert.match((await pages()).statistics, /Too few to say/);
  assert.match((await pages()).program, /Too few reports came in lately/);

  const ids = await aWeek(world, 6);
  await publish(world);
  assert.equal((await world.visitor().get(href(routes.record.log))).status, 404, 'the day is not over');
  world.clock.advance(DAY);
  await publish(world);
  await publish(world);
  const first = await get(world, href(routes.record.log));
  const { program, statistics } = await pages();
  assert.match(program, /Half of the reports got an answer by a person within 1 hour/);
  assert.match(program, /1 hour; 10 of 10 in time/, 'the promises stand beside the same figures');
  assert.match(statistics, /Half got an answer by a person within<[\s\S]{0,80}>1 hour<[\s\S]{0,120}from 10 reports/);
  assert.match(statistics, /10 of 10 \(100 %\)/);
  for (const secret of [...ids, 'rpt_', 'VDP-', 'per_', 'T12:', 'odometer', 'aud_01'].slice(0, -1))
    assert.ok(!first.replace(/"edition":.*/g, '').includes(secret), `the log names ${secret}`);

  world.clock.advance(30 * DAY);
  await aWeek(world, 6);
  world.clock.advance(DAY);
  await publish(world);
  const log = await get(world, href(routes.record.log));
  const published = await get(world, href(routes.record.statisticsJson));
  assert.ok(log.startsWith(first) && log.length > first.length, 'an edition begins with the one before');
  assert.equal(log.match(/"format":"telltale-log-edition-1"/g)?.length, 2);

  const keys = await get(world, href(routes.site.keys));
  const verifiers = verifiersFromKeySet(JSON.parse(keys)) ?? [];
  const verdict = verifyLog(log, verifiers, published);
  assert.ok(verdict.ok, JSON.stringify(verdict.findings));
  assert.match(describeVerdict(verdict).join('\n'), /All \d{3} published figures follow from the log/);
  assert.ok(!verifyLog(log, [], published).ok, 'keys are needed');

  // Whatever is changed, left out, doubled or put elsewhere is found.
  const lines = log.trimEnd().split('\n');
  const bend = (text: string, at: number): string => {
    const place = at % text.length;
    const old = text.charAt(place);
    return text.slice(0, place) + (old === '1' ? '2' : old === '"' ? 'x' : '1') + text.slice(place + 1);
  };
  const changes: readonly ((at: number, how: number) => string[])[] = [
    at => lines.toSpliced(at, 1),
    at => lines.toSpliced(at, 0, lines[at] ?? ''),
    (at, how) => lines.with(at, bend(lines[at] ?? '', how)),
    at => lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? ''),
    at => lines.with(at, (lines[at] ?? '').replace('{', '{ ')),
  ];
  fc.assert(
    fc.property(fc.nat(lines.length - 2), fc.nat(4000), fc.nat(changes.length - 1), (at, how, which) => {
      const changed = `${(changes[which]?.(at, how) ?? []).join('\n')}\n`;
      fc.pre(changed !== log);
      assert.ok(!verifyLog(changed, verifiers).ok, `change ${which} of line ${at + 1}`);
    }),
    { numRuns: 60 },
  );
  assert.ok(!verifyLog(`${lines.slice(0, -1).join('\n')}\n`, verifiers).ok, 'a last edition without its signature');
  assert.ok(verifyLog(first, verifiers).ok, 'an older copy is still good');

  const record = JSON.parse(published) as { figures: { periods: Record<string, { received: number }> } };
  const flattered = structuredClone(record);
  const period = flattered.figures.periods['90d'];
  assert.ok(period);
  period.received += 1;
  const found = verifyLog(log, verifiers, JSON.stringify(flattered));
  assert.deepEqual(
    found.findings.filter(({ ok }) => !ok).map(({ sentence }) => sentence),
    ['periods.90d.received: published 17, from the log follows 16.'],
  );

  // By the command, with nothing but three files.
  const file = (name: string, text: string): string => {
    const at = path.join(world.dataDir, name);
    writeFileSync(at, text);
    return at;
  };
  const files = [file('log.ndjson', log), file('statistics.json', published)];
  const args = ['--keys', file('keys.json', keys)];
  const good = await runCommand(['verify-statistics', ...files, ...args], {});
  assert.equal(good.code, 0, good.out + good.err);
  assert.match(good.out, /ok {4}Every edition is signed by our key/);
  const bad = await runCommand(['verify-statistics', file('bad.ndjson', bend(log, 20)), ...args], {});
  assert.equal(bad.code, 1);
  assert.match(bad.out, /FAIL {2}/);

  await world.settle();
  await world.kernel.audit.checkpoint();
  const audit = await verifyAudit(world.kernel.db, {
    verifiers: world.kernel.keyring.verifiers(),
    checkpointsFile: checkpointsFile(world.dataDir),
    clock: world.clock,
  });
  assert.deepEqual(audit.faults, [], 'anchors are checkpoints like any other');
  await assert.rejects(world.database.pool.query(`update record.line set text = '{}' where n = 1`), /append-only/);
  await assert.rejects(world.database.pool.query('delete from record.edition'), /never changed/);
});

test('staff reads the metrics that authorities ask for, a researcher their own figures, and each only theirs', async () => {
  await using world = await openWorld({ limitsOff: true });
  await aWeek(world, 4);
  const viewer = await signInAs(world, 'viewer');
  const metrics = await viewer.get(href(routes.record.metrics));
  assert.equal(metrics.status, 200);
  assert.match(metrics.body, /CISA BOD 20-01, item 9: 2026-Q4/);
  assert.match(metrics.body, /\(j\) Median time to first response, in hours/);
  const csv = await viewer.get(href(routes.record.bodCsv, undefined, { quarter: '2026-Q4' }));
  assert.match(csv.body, /^a,Reports,4,/m);
  assert.match(csv.body, /^b,Valid reports,2,/m);
  assert.match(csv.body, /^j,"Median time to first response, in hours",1,/m);
  assert.match(String(csv.headers['content-disposition']), /bod-20-01-2026-Q4\.csv/);
  assert.equal((await viewer.get(href(routes.record.bodCsv, undefined, { quarter: '2030-Q1' }))).status, 404);
  const year = (await viewer.get(href(routes.record.vehicleJson, undefined, { year: '2026' }))).json<{
    counts: Record<string, number>;
    findings: { report: string; residualRisk: string }[];
    regulation: string;
  }>();
  assert.match(year.regulation, /7\.4\.1/);
  assert.deepEqual([year.counts['received'], year.counts['riskAccepted'], year.counts['notDecided']], [4, 2, 2]);
  assert.equal(year.findings.length, 2);
  const table = await viewer.get(href(routes.record.vehicleCsv));
  assert.equal(table.body.trimEnd().split('\r\n').length, 3);

  const researcher = await signInAs(world, 'researcher');
  const mine = await researcher.get(href(routes.reports.mine));
  assert.match(mine.body, /Your figures[\s\S]*Sent<\/dt><dd><span class="stat-value">2</);
  assert.match(mine.body, /A person answered after 1 hour/);
  const other = await signInAs(world, 'owner');
  assert.doesNotMatch((await other.get(href(routes.reports.mine))).body, /Your figures/);
  assert.equal((await other.get(href(routes.record.metrics))).status, 404);
  assert.equal((await world.visitor().get(href(routes.record.vehicleJson))).status, 401);
});

test('an admin corrects the log by a line of its own: the figures leave out what was wrong, and everybody reads why', async () => {
  await using world = await openWorld({ limitsOff: true });
  const ids = await aWeek(world, 6);
  world.clock.advance(DAY);
  await publish(world);
  const before = await get(world, href(routes.record.log));
  const statistics = async () =>
    JSON.parse(await get(world, href(routes.record.statisticsJson))) as {
      figures: { periods: { all: { received: number; answer: { sample: number } } } };
    };
  assert.equal((await statistics()).figures.periods.all.received, 6);

  const at = href(routes.record.corrections);
  const stories = await listStories(world.kernel, system('test'));
  const numberOf = (id: string | undefined) => stories.find(story => story.id === id)?.number ?? '';
  const [first, second] = [numberOf(ids[0]), numberOf(ids[1])];
  const tara = await signInAs(world, 'triager');
  assert.equal((await tara.get(at)).status, 403);
  assert.equal(
    (await tara.post(at, { report: first, which: 'all', why: 'It was a test of our own form.' })).status,
    403,
  );
  const admin = await signInAs(world, 'admin');
  assert.equal((await admin.get(`${at}?report=VDP-1999-0001`)).status, 422);
  const page = await admin.get(`${at}?report=${first}`);
  assert.match(page.body, /All lines of this report/);
  const why = 'It was a test of our own form.';
  assert.equal((await admin.post(at, { report: first, which: 'all', why: 'A test.' })).status, 422, 'too short');
  assert.equal((await admin.post(at, { report: first, which: '9999', why })).status, 422, 'a line of another');
  assert.equal((await admin.post(at, { report: 'VDP-1999-0001', which: 'all', why })).status, 404);
  assert.equal((await admin.post(at, { report: first, which: 'all', why })).status, 303);
  assert.equal((await admin.post(at, { report: first, which: 'all', why })).status, 422, 'once');
  const waiting = /corrections\/(cor_\w+)\/remove/.exec((await admin.get(at)).body)?.[1] ?? '';
  assert.equal((await admin.post(href(routes.record.correctionRemove, { id: waiting }))).status, 303);
  await admin.post(at, { report: first, which: 'all', why });
  const answered = /value="(\d+)"[^>]*>(?:(?!value=)[\s\S])*?: A person answered/.exec(
    (await admin.get(`${at}?report=${second}`)).body,
  )?.[1];
  assert.ok(answered);
  const late = 'Somebody had answered by telephone on the day before.';
  assert.equal((await admin.post(at, { report: second, which: answered, why: late })).status, 303);

  world.clock.advance(DAY);
  await publish(world);
  assert.equal(await get(world, href(routes.record.log)), before, 'it waits for others');
  assert.doesNotMatch(await get(world, href(routes.record.statistics)), /test of our own form/);
  world.clock.advance(8 * DAY);
  await publish(world);
  const log = await get(world, href(routes.record.log));
  assert.ok(log.startsWith(before), 'nothing of before is changed');
  const corrected = log.split('\n').filter(line => line.includes('"event":"corrected"'));
  assert.equal(corrected.length, 2);
  const { figures } = await statistics();
  assert.equal(figures.periods.all.received, 5);
  assert.equal(figures.periods.all.answer.sample, 4, 'one with its report, one by itself');
  const verifiers = verifiersFromKeySet(JSON.parse(await get(world, href(routes.site.keys)))) ?? [];
  const verdict = verifyLog(log, verifiers, await get(world, href(routes.record.statisticsJson)));
  assert.ok(verdict.ok, JSON.stringify(verdict.findings));
  const shown = await get(world, href(routes.record.statistics));
  for (const words of [why, late, `Line ${answered}`]) assert.ok(shown.includes(words), words);
  const published = await admin.get(at);
  assert.doesNotMatch(published.body, /Take it back/);
});

test('a correction is about an earlier line of the same report, and no correction', () => {
  const line = (n: number, report: string, more: Partial<LogLine> = {}): LogLine => ({
    n,
    day: '2026-11-23',
    report,
    event: 'received',
    ...more,
  });
  const correct = (n: number, report: string, about?: number) =>
    line(n, report, { event: 'corrected', why: 'Wrong.', ...(about !== undefined && { line: about }) });
  const one = line(1, 'aaaa');
  const other = line(2, 'bbbb');
  assert.deepEqual(wrongCorrections([one, other, correct(3, 'aaaa', 1), correct(4, 'bbbb')]), []);
  assert.deepEqual(standingLines([one, other, correct(3, 'aaaa', 1)]), [other]);
  assert.deepEqual(standingLines([one, other, correct(3, 'bbbb'), line(4, 'bbbb', { event: 'answered' })]), [one]);
  for (const wrong of [correct(3, 'aaaa', 2), correct(3, 'aaaa', 7), correct(3, 'cccc')])
    assert.equal(wrongCorrections([one, other, wrong]).length, 1);
  assert.equal(wrongCorrections([one, correct(2, 'aaaa', 1), correct(3, 'aaaa', 2)]).length, 1);
});
