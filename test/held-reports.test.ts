// Over all pages and APIs: a report that is held back changes none of them but those that are for held reports.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { modules } from '../src/app.ts';
import { href, type RoutePath, routes } from '../src/catalog/routes.ts';
import { MINUTE } from '../src/core/clock.ts';
import type { AnyRoute } from '../src/core/http/define-route.ts';
import { tokenHeaders } from './support/api-client.ts';
import { sendReport } from './support/send-report.ts';
import { signInAs } from './support/sign-in.ts';
import type { Visitor } from './support/visitor.ts';
import { openWorld, type World } from './support/world.ts';

let world: World;
let admin: Visitor;
let program: Record<string, string>;
/** A report that everybody on the team sees; the others look like it. */
let shown: string;

const words = {
  title: 'Zebra quagga tapir in the trip export',
  location: 'https://api.example.com/v2/export/12',
  description: 'The zebra quagga export of the tapir needs no session, and okapi links are read by anybody at all.',
};
/** Mostly links to elsewhere, which holds a report back, and the same words as the others. */
const links = [1, 2, 3].map(number => `https://elsewhere.example/${'far-away-'.repeat(12)}${number}`).join(' ');
const spam = { ...words, description: `${words.description} ${links}`, steps: links, impact: links };

before(async () => {
  world = await openWorld({ limitsOff: true });
  shown = (await sendReport(world, world.visitor(), words)).id;
  world.clock.advance(MINUTE);
  await sendReport(world, world.visitor(), { ...words, title: 'Zebra quagga tapir once more' });
  // One is held already, so that the note above the queue is there before and after.
  await sendReport(world, world.visitor(), { ...spam, title: 'An earlier one of these' });
  await world.settle();
  admin = await signInAs(world, 'admin');
  program = await tokenHeaders(world, 'admin');
});
after(() => world.close());

/** Of other modules no page is about reports. */
const about = new Set(['program', 'reports', 'advisories', 'record', 'trackers', 'operation', 'site']);

/**
 * Pages that say that something came in, without saying what: how many are held, the audit log and the jobs by opaque
 * ids, how many data keys there are, the receipts' log of mails.
 */
const forHeld: ReadonlySet<RoutePath> = new Set<RoutePath>([
  routes.reports.intake,
  routes.reports.held,
  routes.operator.audit,
  routes.operator.jobs,
  routes.operator.checks,
  // How many data keys there are: one more for whatever came in.
  routes.operator.keys,
  // A stream that never ends; it says which of the queue's rows are new, and the queue itself is looked at.
  routes.reports.queueLive,
]);

const isRead = ({ method, at, demoOnly }: AnyRoute): boolean =>
  method === 'GET' && !forHeld.has(at) && demoOnly !== true && !/:(?!id\b)/.test(at.path);

/** Every address without parameters, those of one report for the report that is shown, and lists as they are narrowed. */
function addresses(): { readonly path: string; readonly isApi: boolean }[] {
  const found = modules
    .filter(({ name }) => about.has(name))
    .flatMap(module => module.routes.filter(isRead))
    .map(({ at, access }) => ({ path: at.path.replace(':id', shown), isApi: access.credential === 'authorization' }));
  const queue = ['', 'alike=yes', 'unread=yes', 'priority=1', 'q=zebra'].map(
    query => `${href(routes.reports.queue)}?${query}`,
  );
  const search = ['zebra', 'quagga tapir', 'VDP-2026-0004', 'host:api.example.com', 'elsewhere.example'].map(q =>
    href(routes.reports.search, undefined, { q }),
  );
  const finds = ['VDP-2026-0004', 'zebra'].map(q => href(routes.reports.find, undefined, { q }));
  const lists = ['sort=submittedAt', 'page[size]=1', 'filter[state]=new', 'sort=-changedAt'].map(
    query => `${href(routes.reports.apiReports)}?${query}`,
  );
  const compat = ['sort=submitted-desc', 'page[limit]=1', 'filter[duplicate]=false'].map(
    query => `${href(routes.reports.compatSubmissions)}?${query}`,
  );
  return [
    ...found,
    ...[...queue, ...search, ...finds].map(path => ({ path, isApi: false })),
    ...[...lists, ...compat].map(path => ({ path, isApi: true })),
  ];
}

/** What every address answers now, without what each visit makes anew. */
async function look(): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const { path, isApi } of addresses()) {
    const { status, body } = isApi ? await world.visitor().get(path, program) : await admin.get(path);
    const still = body
      .replace(/(?:One report is|\d+ reports are) held back/g, 'some are held back')
      .replace(/waits?(?= to be looked at)/g, 'wait')
      .replace(/(?:value|content|data-[\w-]+)="[^"]{40,}"/g, '')
      .replace(/\?[\w-]+=[\w.-]+(?:&amp;[\w-]+=[\w.-]+)+/g, '');
    // A refusal names the request that was refused, and nothing else.
    seen.set(path, status < 400 ? still : String(status));
  }
  return seen;
}

const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
  [...one].flatMap(([path, text]) => (other.get(path) === text ? [] : [path]));

test('a report that is held back changes nothing that anybody sees; once it is released it is everywhere', async () => {
  await look();
  const before = await look();
  const restless = differing(before, await look());
  assert.ok(restless.length < 4, `pages that differ by themselves are not held to anything: ${restless.join(' ')}`);
  assert.ok(before.size > 100, `${before.size} addresses`);

  const sent = await sendReport(world, world.visitor(), spam);
  const { rows } = await world.database.pool.query('select is_held from reports.report where id = $1', [sent.id]);
  assert.deepEqual(rows, [{ is_held: true }]);
  await world.settle();
  const held = await look();
  assert.deepEqual(
    differing(before, held).filter(path => !restless.includes(path)),
    [],
    'nothing is other than before',
  );
  const names = (seen: ReadonlyMap<string, string>): string[] =>
    [...seen].filter(([, text]) => text.includes(sent.id) || text.includes(sent.number)).map(([path]) => path);
  // What was asked for by its number says the number again.
  const asked = (path: string): boolean => path.includes('VDP-2026-0004');
  assert.deepEqual(
    names(held).filter(path => !asked(path)),
    [],
  );
  for (const at of [routes.reports.triage, routes.reports.apiReport])
    assert.notEqual((await admin.get(href(at, { id: sent.id }))).status, 200, at.path);

  // The same walk finds it where it belongs, once it is no longer held: so it would have found it before.
  assert.equal((await admin.post(href(routes.reports.heldRelease, { id: sent.id }))).status, 303);
  await world.settle();
  const released = names(await look());
  for (const path of [
    `${href(routes.reports.queue)}?`,
    href(routes.reports.search, undefined, { q: 'zebra' }),
    href(routes.reports.search, undefined, { q: 'elsewhere.example' }),
    href(routes.reports.triage, { id: shown }),
    href(routes.reports.apiReports),
    `${href(routes.reports.compatSubmissions)}?sort=submitted-desc`,
  ])
    assert.ok(released.includes(path), `${path} shows it now`);
});
