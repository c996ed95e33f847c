// Importing a taxonomy and putting it in force, as an admin does it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport } from '../../../test/support/a-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { listLeaves } from '../taxonomy.ts';
import { builtinTaxonomy } from '../taxonomy-builtin/taxonomy.ts';

const { editTaxonomy, useTaxonomy, taxonomy } = routes.program;

const release = {
  metadata: { release_date: '2026-07-08T00:00:00+00:00' },
  content: [
    {
      id: 'automotive_security_misconfiguration',
      name: 'Automotive Security Misconfiguration',
      type: 'category',
      priority: null,
      children: [{ id: 'can', name: 'CAN bus', type: 'subcategory', priority: 2 }],
    },
  ],
};

/** The form as a browser sends it: a version and files. */
function send(visitor: Visitor, version: string, files: Readonly<Record<string, string>>) {
  const uploads = Object.entries(files).map(([field, content]) => ({ field, filename: `${field}.json`, content }));
  return visitor.upload(href(editTaxonomy), { version }, uploads);
}

test('a release is imported, compared, put in force, and left again', async () => {
  await using world = await openWorld();
  await world.seed();
  const [leaf] = listLeaves(builtinTaxonomy);
  assert.ok(leaf);
  const report = await aReport(world, { fields: { kind: leaf.id } });
  const admin = await signInAs(world, 'admin');

  const imported = await send(admin, '1.19.1', { taxonomy: JSON.stringify(release) });
  assert.equal(imported.status, 303);
  const list = await admin.get(href(editTaxonomy));
  assert.match(list.body, /Version 1\.19\.1/);
  const before = (await admin.get(href(taxonomy))).json<{ version: string }>();
  assert.equal(before.version, builtinTaxonomy.version, 'importing changes nothing for reporters');

  const question = await admin.get(href(useTaxonomy, { version: '1.19.1' }));
  assert.match(question.body, /1 kinds are new/);
  assert.match(question.body, /no weaknesses/);
  assert.equal((await admin.post(href(useTaxonomy, { version: '1.19.1' }), { basedOn: '0' })).status, 303);
  world.clock.advance(6_000);
  assert.equal((await admin.get(href(taxonomy))).json<{ version: string }>().version, '1.19.1');
  assert.match(
    (await world.visitor().get(href(routes.reports.submit))).body,
    /automotive_security_misconfiguration\.can/,
  );

  const sent = await admin.get(href(routes.reports.triage, { id: report.id }));
  assert.ok(sent.body.includes(leaf.node.name), 'a kind that the new taxonomy does not know keeps its name');

  const late = await admin.post(href(useTaxonomy, { version: builtinTaxonomy.version }), { basedOn: '0' });
  assert.equal(late.status, 409);
  assert.equal(
    (await admin.post(href(useTaxonomy, { version: builtinTaxonomy.version }), { basedOn: '1' })).status,
    303,
  );
  world.clock.advance(6_000);
  assert.equal((await admin.get(href(taxonomy))).json<{ version: string }>().version, builtinTaxonomy.version);
});

test('what is wrong with a release stands at its field, and nothing is imported', async () => {
  await using world = await openWorld();
  await world.seed();
  const admin = await signInAs(world, 'admin');
  const tries: [version: string, files: Record<string, string>, words: RegExp][] = [
    ['1.2', {}, /Choose the file that holds the taxonomy/],
    ['1.2', { taxonomy: '{' }, /is no JSON/],
    ['new', { taxonomy: JSON.stringify(release) }, /A version looks like 1\.14\.1/],
    ['1.2', { taxonomy: JSON.stringify({ ...release, content: [{ id: 'A' }] }) }, /lower-case letters.*content\[0\]/],
    [
      '1.2',
      { taxonomy: JSON.stringify(release), cwe: JSON.stringify({ content: [{ id: 'a', cwe: ['79'] }] }) },
      /CWE-79/,
    ],
    [builtinTaxonomy.version, { taxonomy: JSON.stringify(release) }, /is here already/],
  ];
  for (const [version, files, words] of tries) {
    const answer = await send(admin, version, files);
    assert.equal(answer.status, 422, String(words));
    assert.match(answer.body.replace(/&quot;/g, '"'), words);
  }
  assert.doesNotMatch((await admin.get(href(editTaxonomy))).body, /Version 1\.2</);
  assert.equal((await admin.get(href(useTaxonomy, { version: '1.2' }))).status, 404);
});
