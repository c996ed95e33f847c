import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { aReport, personActor } from '../../../test/support/a-report.ts';
import { apiToken, tokenHeaders } from '../../../test/support/api-client.ts';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { updateStaffRole } from '../../accounts/people/person-store.ts';
import { demoPeople } from '../../catalog/demo-people.ts';
import { may, type Permission, staffRoles } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { permissionOf, type TokenScope, tokenScopes } from '../../catalog/token-scopes.ts';
import { DAY } from '../../core/clock.ts';
import { JSON_API } from '../../core/http/negotiate.ts';
import { readReport } from '../report-store.ts';

const at = (id: string) => href(routes.reports.apiReport, { id });
const comments = (id: string) => href(routes.reports.apiComments, { id });
const list = href(routes.reports.apiReports);

type Doc = {
  data: {
    id: string;
    type: string;
    attributes: Record<string, unknown>;
    relationships?: Record<string, { data: unknown }>;
  };
  included?: { type: string; id: string; attributes: Record<string, unknown> }[];
  links: Record<string, string | null>;
};
type ListDoc = Omit<Doc, 'data'> & { data: Doc['data'][] };
type Errors = { errors: { code: string; status: string; detail: string; source?: Record<string, string> }[] };

const codes = (page: Page): string[] => page.json<Errors>().errors.map(({ code }) => code);

describe('reports by JSON:API', () => {
  let world: World;
  let program: Visitor;
  let headers: Record<string, string>;
  before(async () => {
    world = await openWorld({ limitsOff: true });
    program = world.visitor();
    headers = await tokenHeaders(world, 'triager');
  });
  after(() => world.close());

  const body = (value: object) => [value, { ...headers, 'content-type': JSON_API }] as const;
  const change = async (id: string, data: object, ifMatch: string | undefined) =>
    program.patchJson(
      at(id),
      { data: { type: 'reports', id, ...data } },
      { ...headers, 'content-type': JSON_API, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
    );

  test('a list comes in pages that cover everything once, narrowed by filters and fields', async () => {
    for (let count = 0; count < 5; count++) {
      await aReport(world, { fields: { title: `Report ${count}` } });
      world.clock.advance(1000);
    }
    const seen: string[] = [];
    let next: string | null =
      `${list}?${new URLSearchParams({ 'page[size]': '2', 'fields[reports]': 'title', sort: 'submittedAt' })}`;
    while (next !== null) {
      const page: Page = await program.get(next, headers);
      assert.equal(page.status, 200, page.body);
      assert.equal(page.headers['content-type'], JSON_API);
      const document: ListDoc = page.json<ListDoc>();
      assert.ok(document.data.length <= 2);
      for (const { attributes, relationships } of document.data) {
        assert.deepEqual(Object.keys(attributes), ['title']);
        assert.equal(relationships, undefined);
        seen.push(String(attributes['title']));
      }
      next = document.links['next'] ?? null;
    }
    assert.deepEqual(seen, ['Report 0', 'Report 1', 'Report 2', 'Report 3', 'Report 4']);
    const closed = await program.get(`${list}?filter[state]=closed`, headers);
    assert.deepEqual(closed.json<ListDoc>().data, []);
  });

  test('what the standard refuses is refused with error objects that name the parameter', async () => {
    for (const [query, parameter] of [
      ['include=comments', 'include'],
      ['filter[state]=lost', 'filter[state]'],
      ['page[after]=bm9uc2Vuc2U', 'page[after]'],
      ['page[size]=1000', 'page[size]'],
      ['surprise=1', 'surprise'],
    ]) {
      const page = await program.get(`${list}?${query}`, headers);
      assert.equal(page.status, 400, query);
      assert.equal(page.headers['content-type'], JSON_API);
      const [error] = page.json<Errors>().errors;
      assert.equal(error?.status, '400');
      assert.equal(error?.source?.['parameter'], parameter, page.body);
    }
    const asked = { ...headers, accept: `${JSON_API}; charset=utf-8` };
    assert.deepEqual(codes(await program.get(list, asked)), ['not_acceptable']);
    assert.equal((await program.get(list, { ...headers, accept: `${JSON_API}; profile="x"` })).status, 200);
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    assert.deepEqual(codes(await program.post(list, { a: 'b' }, form)), ['unsupported_media_type']);
    assert.deepEqual(codes(await program.postJson(list, {}, { ...headers, 'content-type': `${JSON_API}; ext="x"` })), [
      'unsupported_media_type',
    ]);
  });

  test('one report has an ETag; a change needs it, and an outdated one changes nothing', async () => {
    const { id } = await aReport(world, { email: 'robin@research.example' });
    const shown = await program.get(`${at(id)}?include=target,assignee`, headers);
    assert.equal(shown.status, 200);
    assert.doesNotMatch(shown.body, /robin@research/, 'the reporter’s address stays inside');
    const [target] = shown.json<Doc>().included ?? [];
    assert.equal(target?.type, 'targets');
    const etag = String(shown.headers['etag']);
    const assignee = { data: { type: 'people', id: await personOf(world, 'triager') } };
    assert.deepEqual(codes(await change(id, { relationships: { assignee } }, undefined)), ['precondition_required']);
    const changed = await change(id, { relationships: { assignee } }, etag);
    assert.equal(changed.status, 200, changed.body);
    assert.deepEqual(changed.json<Doc>().data.relationships?.['assignee'], assignee);
    const late = await change(id, { relationships: { assignee: { data: null } } }, etag);
    assert.equal(late.status, 412);
    assert.deepEqual(codes(late), ['precondition_failed']);
    assert.equal((await change(id, { attributes: { priority: 1 } }, `W/${changed.headers['etag']}`)).status, 412);

    // Who has this state already is not sent it again; an outdated one, or one with what is included, is.
    const now = String(changed.headers['etag']);
    const same = await program.get(at(id), { ...headers, 'if-none-match': `"other", W/${now}` });
    assert.deepEqual([same.status, same.body, same.headers['etag']], [304, '', now]);
    assert.equal((await program.get(at(id), { ...headers, 'if-none-match': etag })).status, 200);
    assert.equal((await program.get(`${at(id)}?include=assignee`, { ...headers, 'if-none-match': now })).status, 200);
  });

  test('moves go through the state machine, and a refused one undoes what came with it', async () => {
    const { id } = await aReport(world);
    const etag = async () => String((await program.get(at(id), headers)).headers['etag']);
    const assignee = { data: { type: 'people', id: await personOf(world, 'triager') } };
    const refused = await change(
      id,
      { relationships: { assignee }, attributes: { move: { kind: 'mark_fixed', fixReference: 'a1b2c3' } } },
      await etag(),
    );
    assert.equal(refused.status, 422);
    assert.deepEqual(codes(refused), ['move_refused']);
    const before = (await program.get(at(id), headers)).json<Doc>().data;
    assert.equal(before.relationships?.['assignee']?.data, null, 'the assignment was undone');
    const asked = await change(
      id,
      {
        attributes: {
          move: {
            kind: 'ask',
            blockedOn: 'reporter',
            blocker: 'reproduction',
            dueAt: '2026-12-10',
            text: 'Which browser did you use for this?',
          },
        },
      },
      await etag(),
    );
    assert.equal(asked.status, 200, asked.body);
    assert.equal(asked.json<Doc>().data.attributes['state'], 'needs_info');
    assert.equal(asked.json<Doc>().data.attributes['answeredAt'], null, 'a program is no first answer');
  });

  test('a message by token is marked automated and stops no clock; a note stays inside', async () => {
    const { id } = await aReport(world, { by: 'researcher' });
    const say = (audience: string, text: string) =>
      program.postJson(comments(id), ...body({ data: { type: 'comments', attributes: { body: text, audience } } }));
    const said = await say('reporter', 'Thank you, the scanner agrees with you.');
    assert.equal(said.status, 201, said.body);
    assert.equal(said.json<Doc>().data.attributes['isAutomated'], true);
    world.clock.advance(1000);
    assert.equal((await say('internal', 'Matches finding 12.')).status, 201);
    assert.deepEqual(codes(await say('reporter', ' ')), ['move_refused']);
    const report = await readReport(world.kernel, await personActor(world, 'triager'), id);
    assert.equal(report.answeredAt, null);
    const read = (await program.get(`${comments(id)}?page[size]=1`, headers)).json<ListDoc>();
    assert.equal(read.data.length, 1);
    const rest = (await program.get(read.links['next'] ?? '', headers)).json<ListDoc>();
    assert.deepEqual(
      rest.data.map(({ attributes }) => attributes['audience']),
      ['internal'],
    );
    assert.equal(rest.links['next'], null);
    const researcher = await signInAs(world, 'researcher');
    const page = await researcher.get(href(routes.reports.show, { id }));
    assert.match(page.body, /Security team, automatically/);
    const staffPage = await (await signInAs(world, 'admin')).get(href(routes.reports.triage, { id }));
    assert.match(staffPage.body, /Tara Lind, by API token/);
    assert.doesNotMatch(page.body, /Matches finding 12/);
  });

  test('a report comes in without an account, once for each key', async () => {
    const nobody = world.visitor();
    const given = {
      title: 'Doors open by replay',
      targetName: 'Key fob of 2024',
      description: 'The rolling code rolls back.',
      cvssVector: 'CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N',
    };
    const send = (attributes: object, key: string | undefined, extra: Record<string, string> = {}) =>
      nobody.postJson(
        list,
        { data: { type: 'reports', attributes } },
        { accept: JSON_API, 'content-type': JSON_API, ...(key !== undefined && { 'idempotency-key': key }), ...extra },
      );
    const first = await send(given, '"3f1c9a52-key"');
    assert.equal(first.status, 201, first.body);
    const { id, attributes } = first.json<Doc>().data;
    assert.match(String(attributes['number']), /^VDP-2026-\d{4}$/);
    const again = await send(given, '"3f1c9a52-key"');
    assert.equal(again.status, 201);
    assert.equal(again.body, first.body, 'the very same answer');
    const other = await send({ ...given, title: 'Windows too' }, '"3f1c9a52-key"');
    assert.deepEqual(codes(other), ['idempotency_key_reused']);
    const back = await nobody.post(href(routes.reports.return), { code: String(attributes['receiptCode']) });
    assert.equal(back.status, 303, 'the code opens the report');
    assert.equal((await program.get(at(id), headers)).json<Doc>().data.attributes['source'], 'api');
    const wrong = await send({ title: 'No more' }, undefined);
    assert.equal(wrong.status, 422);
    assert.deepEqual(
      wrong
        .json<Errors>()
        .errors.map(({ source }) => source?.['pointer'])
        .sort(),
      ['/data/attributes/description', '/data/attributes/target', '/data/attributes/taxonomyId'],
    );
    const stale = await send(given, undefined, { authorization: `Bearer tta_${'x'.repeat(43)}` });
    assert.deepEqual(codes(stale), ['token_invalid'], 'a dead token makes no report of nobody');
  });

  test('a report by token belongs to its person, who may not judge it', async () => {
    const sent = await program.postJson(
      list,
      ...body({
        data: {
          type: 'reports',
          attributes: { title: 'By scanner', targetName: 'x', description: 'y', taxonomyId: 'other' },
        },
      }),
    );
    assert.equal(sent.status, 201, sent.body);
    const { id } = sent.json<Doc>().data;
    const report = await readReport(world.kernel, await personActor(world, 'admin'), id);
    assert.equal(report.reporter, await personOf(world, 'triager'));
    assert.equal((await change(id, { attributes: { priority: 1 } }, '*')).status, 403);
  });

  test('a token never sees or does what its person may not', async () => {
    const { id } = await aReport(world);
    const doors: readonly [TokenScope, () => [string, string, object]][] = [
      ['reports:read', () => ['GET', list, {}]],
      ['reports:read', () => ['GET', at(id), {}]],
      ['reports:read', () => ['GET', comments(id), {}]],
      [
        'reports:write',
        () => [
          'POST',
          comments(id),
          { data: { type: 'comments', attributes: { body: 'Seen.', audience: 'internal' } } },
        ],
      ],
      ['reports:write', () => ['PATCH', at(id), { data: { type: 'reports', id } }]],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('admin' as const, 'triager' as const, 'viewer' as const),
        fc.subarray([...tokenScopes], { minLength: 1 }),
        fc.constantFrom(undefined, ...staffRoles),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('Bearer', 'Token'),
        fc.constantFrom(...doors),
        async (who, scopes, roleNow, days, scheme, [scope, door]) => {
          const { token, person } = await apiToken(world, who, scopes, days);
          const role = demoPeople[who].staffRole;
          await updateStaffRole(world.kernel, person, roleNow);
          world.clock.advance(2 * DAY);
          const [method, url, content] = door();
          const own = {
            authorization: `${scheme} ${token}`,
            accept: JSON_API,
            'content-type': JSON_API,
            'if-match': '*',
          };
          const page =
            method === 'GET'
              ? await program.get(url, { authorization: own.authorization })
              : method === 'POST'
                ? await program.postJson(url, content, own)
                : await program.patchJson(url, content, own);
          await updateStaffRole(world.kernel, person, role);
          const isAlive = roleNow === role && days > 2;
          const needs: Permission = permissionOf(scope);
          const expected = !isAlive ? 401 : !scopes.includes(scope) || !may(roleNow, needs) ? 403 : 200;
          assert.equal(page.status === 201 ? 200 : page.status, expected, page.body);
          if (expected !== 200) assert.doesNotMatch(page.body, /Trips of other owners/);
          // And no page of the site takes the token for a sign-in.
          const queue = await program.get(href(routes.reports.queue), { authorization: own.authorization });
          assert.equal(queue.status, 303);
        },
      ),
      { numRuns: 40 },
    );
  });
});
