// The search over HTTP: what is found, what is not, who may, and that nothing readable is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport, personActor } from '../../../test/support/a-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { findDocuments } from '../../core/search/find-documents.ts';
import { gatherFresh } from '../../core/search/gather-store.ts';
import type { SearchText } from '../../core/search/search-document.ts';
import {
  gatherHashed,
  hashTexts,
  indexHashed,
  indexKeys,
  removeFromIndex,
  rotateSearchKey,
  type SearchSource,
} from '../../core/search/source.ts';
import { reportSource } from './report-source.ts';

const at = (q: string, after?: string) => href(routes.reports.search, undefined, { q, after });
const found = (body: string): string[] =>
  [...body.matchAll(/class="queue-number">VDP-\d{4}-(\d{4})/g)].map(([, number = '']) => String(Number(number)));

async function fill(world: World): Promise<string[]> {
  const sent = [
    {
      title: 'Trips of other owners can be exported',
      location: 'https://api.example.com/v2/export/12',
      description: 'The export link needs no session. Anyone with the link reads all trips.',
      kind: 'access_control.object_level.reads_personal_data',
      contact: 'email',
      email: 'ada@example.com',
    },
    {
      title: 'Stored script in the nickname of a car',
      location: 'https://dashboard.example.com/cars/7',
      description: 'The nickname is shown without escaping, see CVE-2026-4711 in the template library.',
      kind: 'other',
    },
    {
      title: 'Open redirect after signing in',
      location: 'https://auth.example.com/login?next=//evil.test',
      description: 'The parameter next accepts any host. Exporting is not concerned.',
      kind: 'other',
    },
  ];
  const ids: string[] = [];
  for (const { contact, email, ...fields } of sent) {
    const plain = { steps: 'Look at the answer.', impact: 'Bad.' };
    ids.push((await aReport(world, { ...(email ? { email } : {}), fields: { ...plain, ...fields } })).id);
    await world.settle();
    world.clock.advance(HOUR);
  }
  return ids;
}

const search = async (visitor: Visitor, q: string) => found((await visitor.get(at(q))).body);

test('reports are found by words in any form, ids, host, path, class, reporter, state and date', async () => {
  await using world = await openWorld();
  await fill(world);
  const tara = await signInAs(world, 'triager');
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['nicknames', ['2']],
    ['NICKNAME car', ['2']],
    ['export', ['1', '3']],
    ['export -redirect', ['1']],
    ['"export link"', ['1']],
    ['cve-2026-4711', ['2']],
    ['CVE-2026-47', []],
    ['host:example.com', ['3', '2', '1']],
    ['host:api.example.com', ['1']],
    ['api.example.com', ['1']],
    ['path:/v2/export', ['1']],
    ['path:/v2/export/99', ['1']],
    ['class:access_control', ['1']],
    ['class:access_control.object_level', ['1']],
    ['reporter:Ada@example.com', ['1']],
    ['reporter:bob@example.com', []],
    ['state:new export', ['1', '3']],
    ['state:closed export', []],
    ['state:open', ['3', '2', '1']],
    ['from:2026-11-24 export', []],
    ['before:2026-11-24 export', ['1', '3']],
    ['from:2026 host:auth.example.com', ['3']],
    ['-export', ['2']],
  ];
  for (const [q, expected] of cases) assert.deepEqual(await search(tara, q), expected, q);
});

test('the same is found once postings are gathered, under a new key, and after a change; and nothing after erasure', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const [first = '', second = ''] = await fill(world);
  const tara = await signInAs(world, 'triager');
  assert.equal(await kernel.transaction(gatherFresh), 3);
  assert.deepEqual(await search(tara, 'export'), ['1', '3']);
  await rotateSearchKey(kernel, reportSource);
  await indexKeys(kernel, reportSource, [second]);
  assert.deepEqual(await search(tara, 'host:example.com'), ['3', '2', '1'], 'while some are under the old key');
  await world.settle();
  assert.deepEqual(await search(tara, 'host:example.com'), ['3', '2', '1']);
  const { rows: keys } = await world.database.pool.query('select number from core.search_generation');
  assert.deepEqual(keys, [{ number: 2 }], 'the old key is gone');

  for (const [audience, word] of Object.entries({ reporter: 'zeppelin', internal: 'airship' })) {
    await tara.post(href(routes.reports.message, { id: second }), {
      audience,
      text: `We looked at the ${word} again.`,
    });
    await world.settle();
    assert.deepEqual(await search(tara, word), ['2'], `what was said to the ${audience} is found`);
  }

  await kernel.transaction(gatherFresh);
  const rowsOf = async () =>
    (
      await world.database.pool.query<{ docs: number; postings: number }>(
        'select (select count(*) from core.search_document)::int as docs, ((select coalesce(sum(count), 0) from core.search_posting) + (select coalesce(sum(count), 0) from core.search_fresh))::int as postings',
      )
    ).rows[0];
  for (const [index, id] of [first, second].entries()) {
    await removeFromIndex(kernel, reportSource, id);
    assert.equal((await rowsOf())?.docs, 2 - index);
  }
  assert.deepEqual(await search(tara, 'trips'), []);
  const tokens = await world.database.pool.query<{ bytes: number }>(
    'select length(tokens) as bytes from core.search_document',
  );
  assert.equal(
    (await rowsOf())?.postings,
    (tokens.rows[0]?.bytes ?? 0) / 8,
    'every posting left is of the document left',
  );
});

test('texts that came many at once are found once gathered, as they were changed in between; what was dropped never', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const text = (words: string): SearchText => ({ parts: [{ text: words, times: 1 }], said: [], exact: [] });
  const texts = new Map(['a', 'b', 'c', 'd'].map(key => [key, text(`shared ${key}-own`)]));
  const source: SearchSource = {
    name: 'many',
    read: async (_, keys) =>
      new Map(
        keys.flatMap(key => {
          const text = texts.get(key);
          return text ? [[key, text] as const] : [];
        }),
      ),
    listStale: async () => [],
    listGone: async () => [],
  };
  const hashed = await hashTexts(
    kernel,
    source,
    [...texts].map(([key, text]) => ({ key, text })),
  );
  await kernel.transaction(kernel => indexHashed(kernel, source, hashed));
  const find = async (...terms: string[]) =>
    (await findDocuments(kernel, { source: 'many', terms, limit: 10 })).keys.toSorted();
  assert.deepEqual(await find('wshar'), [], 'they wait');
  texts.set('b', text('changed'));
  texts.delete('c');
  await indexKeys(kernel, source, ['b', 'c']);
  await gatherHashed(kernel);
  assert.deepEqual(await find('wshar'), ['a', 'd']);
  assert.deepEqual(await find('wchang'), ['b']);
  const { rows } = await world.database.pool.query<{ waiting: number; postings: number; fresh: number }>(
    `select (select count(*) from core.search_waiting)::int as waiting, (select sum(count) from core.search_posting)::int as postings,
            (select count(*) from core.search_fresh)::int as fresh`,
  );
  const { rows: kept } = await world.database.pool.query<{ tokens: number }>(
    'select (sum(length(tokens)) / 8)::int as tokens from core.search_document',
  );
  assert.equal(rows[0]?.waiting, 0);
  assert.equal(
    (rows[0]?.postings ?? 0) + (rows[0]?.fresh ?? 0),
    kept[0]?.tokens,
    'no posting is of a text that is gone',
  );
});

test('a report that nobody indexed is found after the healing job; one whose key is gone leaves', async () => {
  await using world = await openWorld();
  const [first = ''] = await fill(world);
  const { kernel } = world;
  const tara = await signInAs(world, 'triager');
  await removeFromIndex(kernel, reportSource, first);
  assert.deepEqual(await search(tara, 'trips'), []);
  await kernel.enqueue(kernel, 'index-missed-reports', {});
  await world.settle();
  assert.deepEqual(await search(tara, 'trips'), ['1']);
  await kernel.vault.shred(kernel.db, first);
  await kernel.enqueue(kernel, 'index-missed-reports', { full: 'yes' });
  await world.settle();
  const { rows } = await world.database.pool.query('select key from core.search_document where key = $1', [first]);
  assert.deepEqual(rows, []);
});

test('two that index the same report at the same time both end well, with the words of who came last', async () => {
  await using world = await openWorld();
  const [first = ''] = await fill(world);
  const { kernel } = world;
  const { pool } = world.database;
  const tara = await signInAs(world, 'triager');
  await removeFromIndex(kernel, reportSource, first);
  const other = await kernel.transaction(async kernel => {
    await indexKeys(
      kernel,
      { ...reportSource, read: async () => new Map([[first, { parts: [], said: [], exact: [] }]]) },
      [first],
    );
    const second = indexKeys(world.kernel, reportSource, [first]);
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await pool.query<{ waiting: number }>(
        'select count(*)::int as waiting from pg_locks where not granted',
      );
      waiting = rows[0]?.waiting ?? 0;
    }
    return { second };
  });
  await other.second;
  assert.deepEqual(await search(tara, 'trips'), ['1']);
});

test('pages follow each other without gap or repetition, and say "more than" instead of counting', async () => {
  await using world = await openWorld();
  const words = ['odometer', 'battery', 'trip', 'door', 'session'];
  for (let count = 0; count < 45; count++)
    await aReport(world, {
      fields: {
        title: `Report about ${words[count % 5]}`,
        description: `Telematics ${'and more '.repeat(count % 7)} ${words[count % 3]}`,
      },
    });
  await world.settle();
  const tara = await signInAs(world, 'triager');
  for (const q of ['telematics', 'telematics report', 'state:open', 'telematics state:new', 'path:/']) {
    const seen: string[] = [];
    let url: string | undefined = at(q);
    for (let pages = 0; url !== undefined && pages < 5; pages++) {
      const { body } = await tara.get(url);
      seen.push(...found(body));
      url = /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }
    if (q === 'path:/') continue;
    assert.equal(seen.length, 45, q);
    assert.equal(new Set(seen).size, 45, q);
  }
  assert.match((await tara.get(at('telematics'))).body, /45 reports, best first/);
});

test('hits are marked, text is escaped, problems are said, and words that no report has together find some', async () => {
  await using world = await openWorld();
  await aReport(world, { fields: { title: 'A <b>bold</b> nickname', description: 'x'.repeat(300) } });
  await world.settle();
  const tara = await signInAs(world, 'triager');
  const { body } = await tara.get(at('nicknames'));
  assert.match(body, /A &lt;b>bold&lt;\/b> <mark>nickname<\/mark>/);
  assert.match((await tara.get(at('state:lost nickname'))).body, /There is no state “lost”/);
  assert.match((await tara.get(at('from:yesterday'))).body, /is no date/);
  const loose = (await tara.get(at('nickname zebra'))).body;
  assert.match(loose, /These have some of them/);
  assert.deepEqual(found(loose), ['1']);
  assert.match((await tara.get(at('zebra'))).body, /No report fits/);
});

test('only staff searches; the audit log knows that, not what; the database knows no word', async () => {
  await using world = await openWorld();
  await fill(world);
  assert.equal((await world.visitor().get(at('export'))).status, 303);
  assert.equal((await (await signInAs(world, 'researcher')).get(at('export'))).status, 404);
  const viewer = await signInAs(world, 'viewer');
  assert.deepEqual(await search(viewer, 'export host:api.example.com'), ['1']);
  await world.settle();
  const { rows } = await world.database.pool.query<{ actor: string; details: unknown }>(
    `select actor, details from core.audit_entry where action = 'report.search'`,
  );
  const { id } = await personActor(world, 'viewer');
  assert.deepEqual(rows, [{ actor: id, details: { words: 2, operators: 'host', shown: 1 } }]);
  const tables = ['core.search_document', 'core.search_fresh', 'core.search_posting', 'core.audit_entry'];
  for (const table of tables) {
    const { rows } = await world.database.pool.query<{ row: string }>(`select t::text as row from ${table} t`);
    const text = rows.map(({ row }) => row).join('\n');
    for (const word of ['export', 'nickname', 'example.com'])
      assert.ok(!text.includes(word) && !text.includes(Buffer.from(word).toString('hex')), `${table} holds ${word}`);
  }
  assert.ok(!world.logLines.some(line => line.includes('nickname')));
});

test('a closed report is found by its state and reason once it is closed, without being indexed anew', async () => {
  await using world = await openWorld();
  const [, second = ''] = await fill(world);
  const tara = await signInAs(world, 'triager');
  assert.equal(
    (await tara.post(href(routes.reports.move, { id: second }), { revision: '0', kind: 'close', closeReason: 'spam' }))
      .status,
    303,
  );
  assert.deepEqual(await search(tara, 'state:spam'), ['2']);
  assert.deepEqual(await search(tara, 'state:ended nickname'), ['2']);
  assert.deepEqual(await search(tara, 'state:open host:example.com'), ['3', '1']);
  world.clock.advance(DAY);
});
