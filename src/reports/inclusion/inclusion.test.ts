// Provable duplicates: the proof that the reporter saves, how it is checked, and who takes the place of what falls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { platformFaults } from '../../../test/support/platform-answers.ts';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields, Page } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { hasFallen, successionOf } from '../issues/originals.ts';
import type { CloseReason } from '../report-snapshot.ts';
import { readReport } from '../report-store.ts';
import { withdrawReport } from '../reporter/act-as-reporter.ts';
import { signInclusion, verifyInclusion } from './inclusion-proof.ts';
import { verifyInclusionFile } from './verify-inclusion-file.ts';

const long = 'This is a reason of more than twenty characters.';
const actor = system('test');

async function move(world: World, id: string, fields: FormFields): Promise<Page> {
  const triager = await signInAs(world, 'triager');
  const page = await triager.get(href(routes.reports.triage, { id }));
  const revision = /name="revision" value="(\d+)"/.exec(page.body)?.[1];
  return triager.post(href(routes.reports.move, { id }), { revision, ...fields });
}

const done = ({ status, body }: Page) =>
  assert.equal(status, 303, /role="alert"[\s\S]{0,800}/.exec(body)?.[0] ?? body.slice(0, 300));

const closeAs = async (world: World, id: string, closeReason: string, fields: FormFields = {}) =>
  done(await move(world, id, { kind: 'close', closeReason, text: long, ...fields }));

/** Every member of a JSON value, as a path of names. */
function pathsIn(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...at]];
  return Object.entries(value).flatMap(([name, inside]) => pathsIn(inside, [...at, name]));
}

function withChange(
  value: unknown,
  [name = '', ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[name] = rest.length === 0 ? change(copy[name]) : withChange(copy[name], rest, change);
  return copy;
}

test('the reporter of a duplicate gets a proof that anyone can check, and no changed one passes', async () => {
  await using world = await openWorld();
  const first = await sendReport(world, world.visitor(), { title: 'A secret original' });
  for (let index = 0; index < 5; index += 1) await sendReport(world, world.visitor());
  world.clock.advance(DAY);
  const sam = world.visitor();
  const second = await sendReport(world, sam);
  const inclusion = href(routes.reports.inclusion, { id: second.id });
  assert.equal((await sam.get(inclusion)).status, 404, 'no proof for what is no duplicate');
  await closeAs(world, second.id, 'duplicate', { original: first.number });
  await world.settle();
  const page = await sam.get(href(routes.reports.show, { id: second.id }));
  assert.match(page.body, /An earlier report came into our audit log/);
  const saved = await sam.get(inclusion);
  assert.deepEqual(platformFaults('inclusion', saved), []);
  assert.match(String(saved.headers['content-disposition']), new RegExp(`${second.number}-inclusion\\.json`));
  for (const secret of ['secret original', first.id, first.number, 'aud_', 'reporter:'])
    assert.ok(!saved.body.includes(secret), `the proof names ${secret}`);

  const verifiers = world.kernel.keyring.verifiers();
  const verdict = verifyInclusion(saved.body, verifiers);
  assert.ok(verdict.ok, JSON.stringify(verdict.findings));
  assert.ok((verdict.proof?.earlier.index ?? 0) < (verdict.proof?.later.index ?? 0));
  const printed = verifyInclusionFile(saved.body, verifiers);
  assert.ok(printed.ok && printed.lines.some(line => line.startsWith('ok  ')));

  const proof: unknown = JSON.parse(saved.body);
  const paths = pathsIn(proof);
  assert.ok(paths.length > 15);
  const bend = (old: unknown, how: number): unknown => {
    if (typeof old === 'number') return old + 1 + (how % 3);
    const text = String(old);
    const at = how % Math.max(1, text.length);
    const other = text[at] === 'a' ? 'b' : 'a';
    return text.slice(0, at) + other + text.slice(at + 1);
  };
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(), (path, how) => {
      const changed = withChange(proof, path, old => bend(old, how));
      return !verifyInclusion(JSON.stringify(changed), verifiers).ok;
    }),
    { numRuns: 300 },
  );
  // Signed anew by whoever holds our key: the hash in the receipt still tells.
  assert.ok(verdict.proof);
  const { receipt, earlier, path, later } = verdict.proof;
  const forged = signInclusion(
    receipt,
    { earlier: { ...earlier, at: '2020-01-01T00:00:00.000000Z' }, path, later },
    world.kernel.keyring.signer('receipt'),
  );
  assert.equal(verifyInclusion(JSON.stringify(forged), verifiers).ok, false);
  for (const text of ['', '{}', 'null', '[]', JSON.stringify({ ...verdict.proof, more: 1 })])
    assert.equal(verifyInclusion(text, verifiers).ok, false, text);

  const checked = await world.visitor().upload(routes.reports.verifyReceipt.path, { receipt: saved.body }, []);
  assert.match(checked.body, /follows from entry/);
  assert.doesNotMatch(checked.body, /does not/);
  const doubtful = JSON.stringify(withChange(proof, ['earlier', 'sha256'], () => '0'.repeat(64)));
  const refused = await world.visitor().upload(routes.reports.verifyReceipt.path, { receipt: doubtful }, []);
  assert.match(refused.body, /does not follow from this entry/);
  assert.equal((await world.visitor().get(inclusion)).status, 401, 'not for who can’t see the report');
});

test('when an original falls, the next is opened again with its own clocks, and the others repeat that one', async () => {
  await using world = await openWorld();
  const first = await sendReport(world, world.visitor());
  const others = [];
  for (let index = 0; index < 3; index += 1) {
    world.clock.advance(DAY);
    others.push(await sendReport(world, world.visitor(), { contact: 'email', email: `r${index}@inbox.example` }));
  }
  const [second, third, fourth] = others;
  assert.ok(second && third && fourth);
  for (const { id } of [second, third]) await closeAs(world, id, 'duplicate', { original: first.number });
  await closeAs(world, fourth.id, 'duplicate', { original: third.number });
  const original = async (id: string) => (await readReport(world.kernel, actor, id)).snapshot.original?.id;
  assert.equal(await original(fourth.id), first.id, 'what repeats a duplicate repeats its original');

  const before = new Set((await world.mails()).map(({ id }) => id));
  assert.ok((await withdrawReport(world.kernel, { kind: 'receipt-holder', report: first.id }, first.id)).ok);
  await world.settle();
  const promoted = await readReport(world.kernel, actor, second.id);
  assert.deepEqual([promoted.state, promoted.snapshot.original, promoted.snapshot.reopened], ['new', null, 1]);
  assert.ok(promoted.clocks.decideDue && promoted.clocks.decideDue > world.clock.now());
  assert.equal(await original(third.id), second.id);
  assert.equal(await original(fourth.id), second.id);
  const mails = (await world.mails()).filter(({ id }) => !before.has(id));
  assert.ok(mails.some(({ to, subject }) => to === 'r0@inbox.example' && subject.includes(second.number)));
  assert.ok(mails.some(({ subject }) => subject === `${second.number} is no duplicate any more`));
  assert.ok(!mails.some(({ to }) => to === 'r1@inbox.example'), 'nothing changed for the others');

  const fallen = await move(world, third.id, { kind: 'reopen', text: long });
  assert.equal(fallen.status, 422, 'who closed it may not open it');
  await world.settle();
  // Its original becomes a duplicate of something earlier: they all follow.
  const sixth = await sendReport(world, world.visitor());
  const refused = await move(world, sixth.id, {
    kind: 'close',
    closeReason: 'duplicate',
    text: long,
    original: first.number,
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /nothing can repeat it/);
});

test('in whatever order reports come, repeat and fall: no circle, and no duplicate without an original that stands', () => {
  type Report = {
    at: number;
    state: 'new' | 'closed' | 'fixed';
    closeReason: CloseReason | null;
    original: number | null;
    fixedAt: Date | null;
  };
  const endings: readonly CloseReason[] = ['withdrawn', 'spam', 'not_applicable', 'accepted_risk', 'informational'];
  const step = fc.record({
    kind: fc.constantFrom('submit', 'duplicate', 'end', 'fix', 'reopen'),
    a: fc.nat(),
    b: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const reports: Report[] = [];
      /** As the subscriber does it after each move. */
      const settle = (index: number): void => {
        const fallen = reports[index];
        if (!fallen) return;
        const duplicates = reports.flatMap((report, at) =>
          report.closeReason === 'duplicate' && report.original === index ? [String(at)] : [],
        );
        const { promote, relink } = successionOf(fallen, duplicates);
        const heir = promote === null ? undefined : reports[Number(promote)];
        if (heir) Object.assign(heir, { state: 'new', closeReason: null, original: null, fixedAt: null });
        const next = promote === null ? fallen.original : Number(promote);
        for (const each of relink) Object.assign(reports[Number(each)] ?? {}, { original: next });
      };
      for (const { kind, a, b } of steps) {
        if (kind === 'submit' || reports.length === 0) {
          reports.push({ at: reports.length, state: 'new', closeReason: null, original: null, fixedAt: null });
          continue;
        }
        const index = a % reports.length;
        const report = reports[index];
        if (!report) continue;
        if (kind === 'duplicate' && report.state !== 'closed') {
          // As findOriginal and the state machine do it: never a duplicate, never what has fallen, only what is earlier.
          let target = b % reports.length;
          if (reports[target]?.closeReason === 'duplicate') target = reports[target]?.original ?? target;
          const original = reports[target];
          if (!original || hasFallen(original) || original.at >= report.at) continue;
          Object.assign(report, { state: 'closed', closeReason: 'duplicate', original: target });
        } else if (kind === 'end' && report.state !== 'closed') {
          Object.assign(report, { state: 'closed', closeReason: endings[b % endings.length] ?? 'spam' });
        } else if (kind === 'fix' && report.state === 'new') {
          Object.assign(report, { state: 'fixed', fixedAt: new Date(0) });
        } else if (kind === 'reopen' && report.state === 'closed') {
          Object.assign(report, { state: 'new', closeReason: null, original: null, fixedAt: null });
        } else continue;
        settle(index);
      }
      return reports.every(report => {
        if (report.closeReason !== 'duplicate') return true;
        const original = report.original === null ? undefined : reports[report.original];
        return (
          original !== undefined &&
          original.closeReason !== 'duplicate' &&
          !hasFallen(original) &&
          original.at < report.at
        );
      });
    }),
    { numRuns: 2000 },
  );
});
