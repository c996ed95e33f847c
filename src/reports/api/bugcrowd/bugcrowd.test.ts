// Plays DefectDojo's Bugcrowd client: its calls, in its order, with its headers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport, personActor } from '../../../../test/support/a-report.ts';
import { apiToken } from '../../../../test/support/api-client.ts';
import { openWorld } from '../../../../test/support/world.ts';
import { currentProgram } from '../../../program/index.ts';
import { makeMove } from '../../make-move.ts';
import { lockReport } from '../../report-store.ts';
import { STATE } from './submission-moves.ts';

const BASE = '/compat/bugcrowd';
type Doc = {
  data: {
    id: string;
    type: string;
    attributes: Record<string, unknown>;
    relationships: object;
    links: { self: string };
  }[];
  links: { next: string };
  meta: { total_hits: number };
};

test('DefectDojo tests its connection and reads all submissions of a target, unchanged', async () => {
  await using world = await openWorld({ limitsOff: true });
  const { token } = await apiToken(world, 'viewer', ['reports:read']);
  const headers = {
    accept: 'application/vnd.bugcrowd+json',
    'user-agent': 'DefectDojo',
    'bugcrowd-version': '2021-10-28',
    authorization: `Token ${token}`,
  };
  const dojo = world.visitor();
  const get = async (path: string): Promise<Doc> => {
    const page = await dojo.get(BASE + path, headers);
    assert.equal(page.status, 200, page.body);
    assert.equal(page.headers['content-type'], 'application/vnd.bugcrowd+json');
    return page.json<Doc>();
  };
  const ids = [];
  for (let count = 0; count < 3; count++) {
    ids.push(
      (
        await aReport(world, {
          fields: { title: `Finding ${count}`, ...(count === 2 && { target: 'unlisted', other: 'Elsewhere' }) },
        })
      ).id,
    );
    world.clock.advance(1000);
  }
  const tara = await personActor(world, 'triager');
  const spam = await aReport(world, { fields: { title: 'Finding 3' } });
  const terms = await currentProgram(world.kernel);
  const moved = await world.kernel.transaction(async kernel =>
    makeMove(kernel, tara, {
      report: await lockReport(kernel, tara, spam.id),
      move: { kind: 'close', closing: { reason: 'spam' } },
      terms,
    }),
  );
  assert.ok(moved.ok);

  const [program] = (await get('/programs')).data.filter(({ type }) => type === 'program');
  assert.equal((await get('/submissions')).meta.total_hits, 4);
  const targets = (await get('/targets')).data.filter(({ type }) => type === 'target');
  const query = {
    'filter[duplicate]': 'false',
    'filter[program]': String(program?.attributes['code']),
    'page[limit]': '2',
    'page[offset]': '0',
    include: 'monetary_rewards,target,program,external_issues',
    sort: 'submitted-desc',
    'filter[target]': String(targets[0]?.attributes['name']),
  };
  const found: Doc['data'] = [];
  let next = `/submissions?${new URLSearchParams(query)}`;
  for (let pages = 0; ; pages++) {
    assert.ok(pages < 5);
    const document = await get(next);
    if (document.data.length === 0) break;
    found.push(...document.data);
    next = document.links.next;
  }
  assert.deepEqual(
    found.map(({ attributes }) => attributes['title']),
    ['Finding 3', 'Finding 1', 'Finding 0'],
  );
  const known = [
    'new',
    'out_of_scope',
    'not_applicable',
    'not_reproducible',
    'triaged',
    'unresolved',
    'resolved',
    'informational',
  ];
  for (const { id, attributes, links } of found) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(known.includes(String(attributes['state'])));
    assert.ok(!Number.isNaN(Date.parse(String(attributes['submitted_at']))));
    const one = (await dojo.get(BASE + links.self, headers)).json<{ data: Doc['data'][0] }>().data;
    assert.deepEqual(one.attributes, attributes);
  }
  assert.equal(found[0]?.attributes['state'], 'not_applicable');
  assert.equal(found[0]?.attributes['last_transitioned_to_not_applicable_at'], world.clock.now().toISOString());
  assert.deepEqual(Object.keys(found[0]?.relationships ?? {}).sort(), [
    'activities',
    'assignee',
    'claim_ticket',
    'comments',
    'duplicate_of',
    'duplicates',
    'external_issues',
    'file_attachments',
    'monetary_rewards',
    'program',
    'researcher',
    'target',
  ]);
  assert.deepEqual((await get('/submissions?filter[program]=another')).data, []);
  assert.equal((await dojo.get(`${BASE}/submissions?page[offset]=9901`, headers)).status, 400);
});

test('a comment by connector is a note or a message, and the token decides whether it may', async () => {
  await using world = await openWorld({ limitsOff: true });
  await aReport(world);
  const { token } = await apiToken(world, 'triager');
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/vnd.bugcrowd+json' };
  const tool = world.visitor();
  const [submission] = (await tool.get(`${BASE}/submissions`, headers)).json<Doc>().data;
  const at = `${BASE}${submission?.links.self}/comments`;
  const content = {
    data: { type: 'comment', attributes: { body: 'Filed as 12.', visibility_scope: 'bugcrowd_and_customer' } },
  };
  assert.equal((await tool.postJson(at, content, headers)).status, 201);
  const read = await apiToken(world, 'triager', ['reports:read']);
  assert.equal((await tool.postJson(at, content, { ...headers, authorization: `Token ${read.token}` })).status, 403);
  const comments = (await tool.get(at, headers)).json<Doc>().data;
  assert.deepEqual(
    comments.map(({ attributes }) => attributes['visibility_scope']),
    ['bugcrowd_and_customer'],
  );
  const happened = (await tool.get(`${BASE}${submission?.links.self}/activities`, headers)).json<Doc>().data;
  assert.equal(happened[0]?.attributes['key'], 'submission.submit');
});

test('a connector moves submissions on by states, within the rules, and hears in its own shape why not', async () => {
  await using world = await openWorld({ limitsOff: true });
  for (const title of ['Trips leak', 'Header is missing', 'Trips leak again']) {
    await aReport(world, { fields: { title } });
    world.clock.advance(1000);
  }
  const { token } = await apiToken(world, 'triager');
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/vnd.bugcrowd+json' };
  const tool = world.visitor();
  const found = (await tool.get(`${BASE}/submissions?sort=submitted-asc`, headers)).json<Doc>().data;
  const [first = '', second = '', third = ''] = found.map(({ id }) => id);
  type Errors = { errors: { status: string; detail: string; source: { pointer: string } }[] };
  const patch = (id: string, data: object) =>
    tool.patchJson(`${BASE}/submissions/${id}`, { data: { type: 'submission', ...data } }, headers);
  const state = async (id: string) =>
    (await tool.get(`${BASE}/submissions/${id}`, headers)).json<{ data: Doc['data'][0] }>().data.attributes;
  const refused = async (id: string, data: object, pointer: string, words: RegExp) => {
    const before = await state(id);
    const page = await patch(id, data);
    assert.equal(page.status, 422, page.body);
    assert.equal(page.headers['content-type'], 'application/vnd.bugcrowd+json');
    const [error] = page.json<Errors>().errors;
    assert.equal(error?.source.pointer, pointer, page.body);
    assert.match(error?.detail ?? '', words);
    assert.deepEqual(await state(id), before, 'nothing of it happened');
  };
  const done = async (id: string, data: object, expected: string) => {
    const page = await patch(id, data);
    assert.equal(page.status, 200, page.body);
    assert.equal(page.json<{ data: Doc['data'][0] }>().data.attributes['state'], expected);
  };

  await refused(first, { attributes: { severity: 1, state: 'wont_fix' } }, '/data/meta/comment', /proposed|why/);
  const why = 'Confirmed on the staging server with two accounts; other owners are concerned.';
  await done(first, { attributes: { severity: 2, state: 'triaged' }, meta: { comment: why } }, 'triaged');
  await done(first, { attributes: { state: 'triaged' } }, 'triaged');
  await refused(first, { attributes: { state: 'new' } }, STATE, /does not go back to new/);
  await done(first, { attributes: { state: 'unresolved' } }, 'unresolved');
  await refused(first, { attributes: { state: 'resolved' } }, '/data/meta/fix', /where the fix is/);
  await done(first, { attributes: { state: 'resolved' }, meta: { fix: 'Release 4.2' } }, 'resolved');
  assert.equal((await state(first))['last_transitioned_to_resolved_at'], world.clock.now().toISOString());
  await refused(first, { attributes: { state: 'triaged' }, meta: { comment: why } }, STATE, /someone else/);

  await refused(
    second,
    { attributes: { state: 'not_applicable' } },
    '/data/meta/comment',
    /Add a comment for everyone/,
  );
  await refused(second, { attributes: { state: 'not_reproducible' }, meta: { comment: why } }, STATE, /attempt/);
  await refused(
    second,
    { attributes: { state: 'out_of_scope' }, meta: { comment: why } },
    '/data/meta/scope_rule',
    /rule/,
  );
  const said = {
    type: 'comment',
    attributes: { body: 'The header changes nothing here, so this is no problem.', visibility_scope: 'everyone' },
    relationships: { submission: { data: { type: 'submission', id: second } } },
  };
  assert.equal((await tool.postJson(`${BASE}/comments`, { data: said }, headers)).status, 201);
  await done(second, { attributes: { state: 'not_applicable' } }, 'not_applicable');

  const original = { duplicate_of: { data: { type: 'submission', id: first } } };
  await done(third, { attributes: { duplicate: true }, relationships: original, meta: { comment: why } }, 'new');
  assert.equal((await state(third))['duplicate'], true);

  const viewer = await apiToken(world, 'viewer', ['reports:read']);
  const asViewer = { ...headers, authorization: `Token ${viewer.token}` };
  const wish = { data: { type: 'submission', attributes: { state: 'triaged' } } };
  assert.equal((await tool.patchJson(`${BASE}/submissions/${second}`, wish, asViewer)).status, 403);
  assert.equal((await patch(second, { attributes: { title: 'Another' } })).status, 400);
  assert.equal((await patch(first.replace(/^.{8}/, '00000000'), { attributes: { state: 'new' } })).status, 404);
});
