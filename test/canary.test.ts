// What people write is unreadable at rest: marked text goes through every form, then the raw files and logs are searched for it.
import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { addFact } from '../src/core/database/installation-store.ts';
import { aReport } from './support/a-report.ts';
import { type FoundForm, findForms } from './support/forms.ts';
import { pagesToLookAt } from './support/pages-to-look-at.ts';
import { signInAs } from './support/sign-in.ts';
import type { Page, Visitor } from './support/visitor.ts';
import { openWorld, type World } from './support/world.ts';

const MARK = 'zebra7canary';

/** What is public by its class may lie open: the program's own text, why intake is paused, and how a developer presents an app. */
const publicByNature = /^\/admin\/program|^\/admin\/trust|^\/admin\/newsletter|^\/admin\/intake\/pause$|^\/developer\//;
/** The team's labels are public by their class too; the form says so. */
const isLabel = (name: string, type: string): boolean => /^(?:add|label|setLabel)$/.test(name) && type !== 'hidden';
/** Would end the session that the crawl needs, or change nothing but it. */
const notCrawled = /^\/sign-out|\/sessions\/|\/role$|\/remove$|\/withdraw$|\/leave$/;

test('nothing that people wrote can be found in the raw database files, the write-ahead log, files or logs', async context => {
  await using world = await openWorld({ embedded: true, limitsOff: true, logLevel: 'debug' });
  await world.seed();
  await world.settle();

  const accepted = await fillEveryForm(world);
  context.diagnostic(`forms that took the marked text: ${[...accepted].join(', ')}`);
  assert.ok(accepted.size >= 8, `too few forms took the marked text: ${[...accepted].join(', ')}`);
  for (const needed of [
    /^\/report$/,
    /^\/report\/embed/,
    /^\/triage\/.*\/messages$/,
    /^\/reports\/.*\/messages$/,
    /^\/sign-in$/,
  ])
    assert.ok(
      [...accepted].some(action => needed.test(action)),
      `no form like ${needed} took the marked text; taken: ${[...accepted].join(', ')}`,
    );
  const words = `what the held one says: ${MARK}`;
  const fields = { title: words, description: words, steps: words, location: words, credit: words };
  await aReport(world, { heldFor: 'links', email: `${MARK}@${MARK}.example`, fields });
  await world.settle();
  await world.mails();

  // A control: text in a column that is not sealed is found, so finding nothing means something.
  // Twice: in the write-ahead log a record may lie across two of its pages, with the text torn apart.
  for (const name of ['control', 'another-control'])
    await addFact(world.kernel.db, name, `${MARK} in the open, as ${name}`);
  await sql`checkpoint`.execute(world.kernel.db);

  const found = search(world.dataDir);
  assert.ok(
    found.some(({ file }) => file.startsWith('db/base/')),
    'the control was not found in the tables',
  );
  assert.ok(
    found.some(({ file }) => file.startsWith('db/pg_wal/')),
    'the control was not found in the write-ahead log',
  );
  const beside = found.filter(({ around }) => !around.includes('in the open'));
  assert.deepEqual(beside, []);
  assert.deepEqual(
    world.logLines.filter(line => line.toLowerCase().includes(MARK)),
    [],
  );
});

/** Visits everything as everybody, fills each form with marked text, sends it. @returns the actions that took it */
async function fillEveryForm(world: World): Promise<Set<string>> {
  const accepted = new Set<string>();
  for (const [who, pages] of await pagesToLookAt(world)) {
    const visitor = who === undefined ? world.visitor() : await signInAs(world, who);
    for (const { path: address } of pages) {
      const page = await visitor.open(address);
      for (const form of findForms(page.body)) {
        if (form.action === '' || notCrawled.test(form.action) || publicByNature.test(form.action)) continue;
        const answer = await send(visitor, form);
        assert.ok(answer.status < 500, `${form.action} answered ${answer.status}`);
        if (answer.status < 400) accepted.add(form.action);
      }
    }
  }
  return accepted;
}

let count = 0;

async function send(visitor: Visitor, form: FoundForm): Promise<Page> {
  const fields: Record<string, string> = {};
  for (const field of form.fields) {
    if (field.type === 'file' || field.name === '') continue;
    if (
      (field.type === 'radio' || field.type === 'checkbox') &&
      fields[field.name] !== undefined &&
      field.value !== 'email'
    )
      continue;
    fields[field.name] = valueFor(field.name, field.type, field.value, field.options);
  }
  const [button] = form.buttons;
  if (button) fields[button.name] = button.value;
  if (!form.multipart) return visitor.post(form.action, fields);
  return visitor.upload(form.action, fields, [
    {
      field: 'files',
      filename: `${MARK}-file.txt`,
      content: `evidence ${MARK} ${'x'.repeat(70_000)} ${MARK}`,
      type: 'text/plain',
    },
  ]);
}

function valueFor(name: string, type: string, value: string, options: readonly string[]): string {
  count += 1;
  if (isLabel(name, type)) return 'needs-a-look';
  if (type === 'hidden' || type === 'radio' || type === 'checkbox') return value;
  if (type === 'select') return options[0] ?? '';
  if (type === 'email' || /email/i.test(name)) return `${MARK}${count}@${MARK}.example`;
  if (type === 'date') return '2026-12-24';
  if (type === 'number') return '1';
  if (/vector|cvss/i.test(name)) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
  return `${name} ${count} ${MARK}: what a person wrote here is nobody's business but the reader's.`;
}

/** The running server removes files of its own in between, such as caches of its catalog. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Places where the mark stands as it is, in base64 or in hex, with what surrounds it. */
function search(folder: string): { file: string; around: string }[] {
  const forms = [
    MARK,
    Buffer.from(MARK).toString('hex'),
    ...[0, 1, 2].map(shift =>
      Buffer.from(' '.repeat(shift) + MARK)
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  ];
  const found: { file: string; around: string }[] = [];
  for (const file of globSync('**/*', { cwd: folder }).filter(
    file => !file.startsWith('postgres-') && statSync(path.join(folder, file), { throwIfNoEntry: false })?.isFile(),
  )) {
    const text = readIfThere(path.join(folder, file)).toString('latin1');
    const lower = text.toLowerCase();
    for (const form of forms) {
      const [haystack, needle] = form === MARK ? [lower, form] : [text, form];
      for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1))
        found.push({ file, around: text.slice(Math.max(0, at - 60), at + 60).replace(/[^\x20-\x7e]/g, '.') });
    }
  }
  return found;
}
