// Every copy that left is in the audit log, and its row says what the log says.
import { type AuditListEntry, listAuditEntries } from '../../core/audit/audit-list.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import { BEGAN, differenceOf, ENDED } from './delivery-record.ts';
import { findKept, listIdsSince } from './delivery-store.ts';

/** Rows go after 2192 days; the day on which they go is not looked at. */
const LOOKED_AT = 2190 * DAY;
const PAGE = 500;
const NAMED = 10;

type Fault = { readonly id: string; readonly what: string };

export const deliveriesCheck: Check = {
  name: 'documents.deliveries',
  claim:
    'Every copy of a document that was given out is on record, unchanged: who got which version, when, and with which mark.',
  run: async kernel => {
    const { checked, faults } = await checkDeliveries(kernel);
    const named = faults.slice(0, NAMED).map(({ id, what }) => `${id} ${what}`);
    return {
      ok: faults.length === 0,
      detail:
        faults.length === 0
          ? `${checked} deliveries say what the audit log says.`
          : `${faults.length} of ${checked} deliveries: ${named.join('; ')}${faults.length > NAMED ? '; …' : '.'}`,
    };
  },
};

/** What is wrong with a single delivery by the log; undefined when they agree. */
export async function faultOfDelivery(kernel: Kernel, id: string): Promise<string | undefined> {
  const [row] = await findKept(kernel, [id]);
  await kernel.audit.settle();
  const [began] = await listAuditEntries(kernel.db, { action: BEGAN, subject: id }, 1);
  const [ended] = await listAuditEntries(kernel.db, { action: ENDED, subject: id }, 1);
  if (!began) return 'is not in the audit log';
  return row ? differenceOf(row, began, ended) : 'was removed';
}

async function checkDeliveries(
  kernel: Kernel,
): Promise<{ readonly checked: number; readonly faults: readonly Fault[] }> {
  const now = kernel.clock.now();
  // The log came along with a program that moved here; the copies of its old server did not.
  const [moved] = await listAuditEntries(kernel.db, { action: 'program.import' }, 1);
  const longAgo = after(now, -LOOKED_AT);
  const from = moved && moved.at > longAgo ? moved.at : longAgo;
  // Before the log: a copy that leaves meanwhile is then in the log and not in here, and not the other way.
  const unseen = new Set(await listIdsSince(kernel, from));
  await kernel.audit.settle();
  const faults: Fault[] = [];
  const ends = new Map<string, AuditListEntry>();
  for await (const page of entriesOf(kernel, ENDED, moved?.seq ?? 0, from))
    for (const entry of page) ends.set(entry.subject, entry);
  let checked = 0;
  for await (const page of entriesOf(kernel, BEGAN, moved?.seq ?? 0, from)) {
    const rows = new Map(
      (
        await findKept(
          kernel,
          page.map(({ subject }) => subject),
        )
      ).map(row => [row.id, row]),
    );
    for (const entry of page) {
      checked += 1;
      unseen.delete(entry.subject);
      const row = rows.get(entry.subject);
      let what = row ? differenceOf(row, entry, ends.get(entry.subject)) : 'was removed';
      // It may have ended between the two looks.
      if (what !== undefined && entry.at > after(now, -HOUR)) what = await faultOfDelivery(kernel, entry.subject);
      if (what !== undefined) faults.push({ id: entry.subject, what });
    }
  }
  for (const id of unseen) faults.push({ id, what: 'is not in the audit log' });
  return { checked: checked + unseen.size, faults };
}

/** Pages of linked entries of this kind, newest first. */
async function* entriesOf(kernel: Kernel, action: string, since: number, from: Date): AsyncGenerator<AuditListEntry[]> {
  for (let before: number | undefined; ; ) {
    const page = await listAuditEntries(kernel.db, { action, before }, PAGE);
    const wanted = page.filter(({ seq, at }) => seq > since && at >= from);
    if (wanted.length > 0) yield wanted;
    if (page.length < PAGE || wanted.length < page.length) return;
    before = page.at(-1)?.seq;
  }
}
