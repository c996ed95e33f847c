// Walks through the product as each of its people does, and fills every form on the way with marked text.
import { type FoundForm, findForms } from './forms.ts';
import type { Page, Visitor } from './visitor.ts';

/** Told of each form that was sent: its address without ids is up to the caller. */
export type OnSent = (action: string, method: 'POST', answer: Page) => void;

export type Walk = {
  readonly visitor: Visitor;
  readonly starts: readonly string[];
  /** The path of the catalog that an address belongs to; undefined for none of ours. */
  readonly pathOf: (method: 'GET' | 'POST', address: string) => string | undefined;
  readonly markOf: (action: string) => string;
  readonly onLink: (address: string) => void;
  readonly onSent: OnSent;
};

/** Would end the session that the walk needs, take away what other forms need, or change nothing but that. */
const NOT_ON_THE_WAY =
  /^\/sign-out|^\/sign-in\/demo|\/sessions\/|\/role$|\/remove$|\/withdraw$|\/leave$|\/delete$|\/revoke|\/erase/;
/** What the server makes for programs, and what leads outside the pages. */
const NO_PAGE = /\.(?:css|js|json|svg|png|ico|woff2|atom|xml|txt|pdf|zip|ttprog|csv|asc)$|^\/assets\//;
const MOST_PAGES = 400;
const MOST_TRIES = 2;

/** Opens one page of each kind that is linked from anywhere, and sends each of its forms. */
export async function fillForms({ visitor, starts, pathOf, markOf, onLink, onSent }: Walk): Promise<void> {
  const seen = new Set<string>();
  /** How often each was sent; what was taken is not sent again, what was refused once more from another page. */
  const tries = new Map<string, number>();
  const waiting = [...starts];
  for (let address = waiting.shift(); address !== undefined && seen.size < MOST_PAGES; address = waiting.shift()) {
    const kind = pathOf('GET', address);
    if (kind === undefined || seen.has(kind) || NO_PAGE.test(address)) continue;
    seen.add(kind);
    const page = await visitor.open(address);
    if (page.status >= 400 || !String(page.headers['content-type']).startsWith('text/html')) continue;
    for (const [, link = ''] of page.body.matchAll(/\shref="(\/[^"#]*)"/g)) {
      const plain = link.replaceAll('&amp;', '&');
      onLink(plain);
      waiting.push(plain);
    }
    for (const form of findForms(page.body)) {
      if (form.action === '' || NOT_ON_THE_WAY.test(form.action)) continue;
      onLink(form.action);
      const action = pathOf('POST', form.action);
      const before = action === undefined ? MOST_TRIES : (tries.get(action) ?? 0);
      if (action === undefined || before >= MOST_TRIES) continue;
      const answer = await sendForm(visitor, form, markOf(form.action));
      tries.set(action, answer.status < 400 ? MOST_TRIES : before + 1);
      onSent(form.action, 'POST', answer);
    }
  }
}

/** Sends a form as a browser would, with marked text in every field that takes text. */
async function sendForm(visitor: Visitor, form: FoundForm, mark: string): Promise<Page> {
  const fields: Record<string, string> = {};
  for (const field of form.fields) {
    if (field.type === 'file' || field.name === '') continue;
    const isChosen = (field.type === 'radio' || field.type === 'checkbox') && fields[field.name] !== undefined;
    if (isChosen && field.value !== 'email') continue;
    fields[field.name] = fieldValue(field.name, field.type, field.value, field.options, mark);
  }
  const [button] = form.buttons;
  if (button) fields[button.name] = button.value;
  if (!form.multipart) return visitor.post(form.action, fields);
  return visitor.upload(form.action, fields, [
    {
      field: form.fields.find(({ type }) => type === 'file')?.name ?? 'files',
      filename: `${mark}-file.txt`,
      content: `evidence ${mark} ${'x'.repeat(70_000)} ${mark}`,
      type: 'text/plain',
    },
  ]);
}

/** The team's labels are public by their class; the form says so. */
const isLabel = (name: string): boolean => /^(?:add|label|setLabel)$/.test(name);

function fieldValue(name: string, type: string, value: string, options: readonly string[], mark: string): string {
  if (type === 'hidden' || type === 'radio' || type === 'checkbox') return value;
  if (isLabel(name)) return 'needs-a-look';
  if (type === 'select') return options[0] ?? '';
  if (type === 'email' || /email/i.test(name)) return `${mark}@${mark}.example`;
  if (type === 'date') return '2027-12-24';
  if (type === 'number') return '1';
  if (type === 'url') return `https://${mark}.example/${mark}`;
  if (/vector|cvss/i.test(name)) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';
  return `${name} ${mark}: what a person wrote here is nobody's business but the reader's.`;
}
