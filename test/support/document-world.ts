// A world with an admin, a triager, terms and a report of two pages; and what visitors and staff do there through the doors.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { aReport } from './a-pdf.ts';
import { codeMailedTo, proveAddress } from './prove-address.ts';
import { signInAs } from './sign-in.ts';
import type { Page, Visitor } from './visitor.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

const { documents } = routes;
export const FIRST_TERMS = 'First terms: read, do not pass on. They are long enough to be accepted.';

export type DocumentWorld = {
  readonly world: World;
  /** An admin. */
  readonly anna: Visitor;
  /** A triager. */
  readonly bert: Visitor;
  readonly report: Buffer;
  /** Again, after a time in which sessions end. */
  signInStaff(): Promise<void>;
  publishTerms(body: string, number: number): Promise<void>;
  /** @returns the id of a listed document with one version */
  onShelf(title: string, approvals: 0 | 1 | 2, grantDays?: number): Promise<string>;
  upload(id: string, content?: Buffer): Promise<Page>;
  codeFor(address: string, visitor: Visitor): Promise<string>;
  proved(address: string): Promise<Visitor>;
  accepted(address: string): Promise<Visitor>;
  /** The newest request of a document. */
  requestOf(title: string): Promise<{ request: string; item: string }>;
  decide(staff: Visitor, title: string, decision: 'approve' | 'deny'): Promise<Page>;
  documentId(title: string): Promise<string>;
};

/** Call it in `before`, and `world.close()` in `after`. */
export async function openDocuments(options: WorldOptions = {}): Promise<DocumentWorld> {
  const world = await openWorld({ limitsOff: true, ...options });
  const report = await aReport(2);
  let anna = await signInAs(world, 'admin');
  let bert = await signInAs(world, 'triager');
  const upload = (id: string, content = report) =>
    anna.upload(href(documents.version, { id }), {}, [{ field: 'file', filename: 'report.pdf', content }]);
  const proved = (address: string) => proveAddress(world, address);
  const requestOf = async (title: string) => {
    const { rows } = await world.database.pool.query(
      `select r.id as request, i.id as item from documents.request r join documents.request_item i on i.request = r.id
        join documents.document d on d.id = i.document where d.title = $1 order by r.id desc limit 1`,
      [title],
    );
    return rows[0] as { request: string; item: string };
  };
  const here: DocumentWorld = {
    world,
    report,
    get anna() {
      return anna;
    },
    get bert() {
      return bert;
    },
    upload,
    proved,
    requestOf,
    signInStaff: async () => {
      anna = await signInAs(world, 'admin');
      bert = await signInAs(world, 'triager');
    },
    publishTerms: async (body, number) => {
      ok(await anna.post(href(documents.editTerms), { title: 'Terms', body, number: String(number), sure: 'on' }));
    },
    onShelf: async (title, approvals, grantDays = 30) => {
      const fields = { title, about: `About ${title}`, approvals: String(approvals), grantDays: String(grantDays) };
      const made = ok(await anna.post(href(documents.newDocument), { ...fields, state: 'listed', revision: '0' }));
      const id = idIn(made.location ?? '', 'doc');
      ok(await upload(id));
      return id;
    },
    codeFor: (address, visitor) => codeMailedTo(world, address, visitor),
    accepted: async address => {
      const visitor = await proved(address);
      ok(await accept(visitor));
      return visitor;
    },
    decide: async (staff, title, decision) => {
      const { request, item } = await requestOf(title);
      const reason = decision === 'deny' ? 'Not before the contract is signed.' : '';
      return staff.post(href(documents.request, { id: request }), { items: [item], days: '7', reason, decision });
    },
    documentId: async title => {
      const { rows } = await world.database.pool.query('select id from documents.document where title = $1', [title]);
      return String(rows[0]?.id);
    },
  };
  await here.publishTerms(FIRST_TERMS, 1);
  return here;
}

export const ok = (page: Page, status = 303): Page => {
  assert.equal(page.status, status, `${page.status}: ${page.body.replace(/<[^>]+>/g, ' ').slice(0, 600)}`);
  return page;
};
export const idIn = (text: string, prefix: string): string =>
  new RegExp(`${prefix}_[0-9a-z]{26}`).exec(text)?.[0] ?? '';

export async function accept(visitor: Visitor, name = 'Ada Buyer'): Promise<Page> {
  const { body } = ok(await visitor.get(href(documents.accept)), 200);
  const hash = /name="sha256" value="([0-9a-f]{64})"/.exec(body)?.[1];
  return visitor.post(href(documents.accept), { name, organization: 'Buyer Ltd', sha256: hash, agreed: 'on' });
}

export const ask = (visitor: Visitor, ids: readonly string[]) =>
  visitor.post(href(documents.ask), {
    documents: ids,
    organization: 'Buyer Ltd',
    purpose: 'A review of our suppliers.',
  });

export const grantOf = async (visitor: Visitor): Promise<string> =>
  idIn((await visitor.get(href(documents.mine))).body, 'dgr');
export const file = (visitor: Visitor, id: string) => visitor.get(href(documents.file, { id }));
