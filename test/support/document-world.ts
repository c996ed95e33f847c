// A world with an admin, a triager, terms and a report of two pages; and what visitors and staff do there through the doors.
// For one file of tests each: what is exported here is that file's own.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { aReport } from './a-pdf.ts';
import { codeMailedTo, proveAddress } from './prove-address.ts';
import { signInAs } from './sign-in.ts';
import type { Page, Visitor } from './visitor.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

const { documents } = routes;
export let world: World;
/** An admin. */
export let anna: Visitor;
/** A triager. */
export let bert: Visitor;
export let report: Buffer;

export const FIRST_TERMS = 'First terms: read, do not pass on. They are long enough to be accepted.';

/** Call it in `before`, and `world.close()` in `after`. */
export async function openDocuments(options: WorldOptions = {}): Promise<void> {
  world = await openWorld({ limitsOff: true, ...options });
  report = await aReport(2);
  await signInStaff();
  await publishTerms(FIRST_TERMS, 1);
}

/** Again, after a time in which sessions end. */
export async function signInStaff(): Promise<void> {
  anna = await signInAs(world, 'admin');
  bert = await signInAs(world, 'triager');
}

export const ok = (page: Page, status = 303): Page => {
  assert.equal(page.status, status, `${page.status}: ${page.body.replace(/<[^>]+>/g, ' ').slice(0, 600)}`);
  return page;
};
export const idIn = (text: string, prefix: string): string =>
  new RegExp(`${prefix}_[0-9a-z]{26}`).exec(text)?.[0] ?? '';

export async function publishTerms(body: string, number: number): Promise<void> {
  ok(await anna.post(href(documents.editTerms), { title: 'Terms', body, number: String(number), sure: 'on' }));
}

export async function onShelf(title: string, approvals: 0 | 1 | 2, grantDays = 30): Promise<string> {
  const fields = { title, about: `About ${title}`, approvals: String(approvals), grantDays: String(grantDays) };
  const made = ok(await anna.post(href(documents.newDocument), { ...fields, state: 'listed', revision: '0' }));
  const id = idIn(made.location ?? '', 'doc');
  ok(await upload(id));
  return id;
}

export const upload = (id: string, content: Buffer = report) =>
  anna.upload(href(documents.version, { id }), {}, [{ field: 'file', filename: 'report.pdf', content }]);

export const codeFor = (address: string, visitor: Visitor): Promise<string> => codeMailedTo(world, address, visitor);

export const proved = (address: string): Promise<Visitor> => proveAddress(world, address);

export async function accept(visitor: Visitor, name = 'Ada Buyer'): Promise<Page> {
  const { body } = ok(await visitor.get(href(documents.accept)), 200);
  const hash = /name="sha256" value="([0-9a-f]{64})"/.exec(body)?.[1];
  return visitor.post(href(documents.accept), { name, organization: 'Buyer Ltd', sha256: hash, agreed: 'on' });
}

export async function accepted(address: string): Promise<Visitor> {
  const visitor = await proved(address);
  ok(await accept(visitor));
  return visitor;
}

export const ask = (visitor: Visitor, ids: readonly string[]) =>
  visitor.post(href(documents.ask), {
    documents: ids,
    organization: 'Buyer Ltd',
    purpose: 'A review of our suppliers.',
  });

export async function requestOf(title: string): Promise<{ request: string; item: string }> {
  const { rows } = await world.database.pool.query(
    `select r.id as request, i.id as item from documents.request r join documents.request_item i on i.request = r.id
      join documents.document d on d.id = i.document where d.title = $1 order by r.id desc limit 1`,
    [title],
  );
  return rows[0] as { request: string; item: string };
}

export async function decide(staff: Visitor, title: string, decision: 'approve' | 'deny'): Promise<Page> {
  const { request, item } = await requestOf(title);
  const reason = decision === 'deny' ? 'Not before the contract is signed.' : '';
  return staff.post(href(documents.request, { id: request }), { items: [item], days: '7', reason, decision });
}

export const grantOf = async (visitor: Visitor): Promise<string> =>
  idIn((await visitor.get(href(documents.mine))).body, 'dgr');
export const file = (visitor: Visitor, id: string) => visitor.get(href(documents.file, { id }));

export async function documentId(title: string): Promise<string> {
  const { rows } = await world.database.pool.query('select id from documents.document where title = $1', [title]);
  return String(rows[0]?.id);
}
