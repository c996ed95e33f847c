// Who waits for whom in the queue, what is nearly due, and how a report's number may be typed.

import { DAY } from '../../core/clock.ts';
import type { ReportHead } from '../report-record.ts';
import { snapshotOf } from '../report-record.ts';
import { type Debtor, describeState } from '../report-state-words.ts';

/** What falls due within this time is due soon. */
export const SOON_MS = 2 * DAY;

/** Red when its time is over, amber when it is nearly. */
export function dueTone(dueAt: Date | null, now: Date): 'soon' | 'late' | undefined {
  if (dueAt === null) return undefined;
  const left = dueAt.getTime() - now.getTime();
  return left < 0 ? 'late' : left < SOON_MS ? 'soon' : undefined;
}

const debtorWords: Readonly<Record<Debtor, string>> = {
  reporter: 'Reporter',
  triager: 'Us: triage',
  owner: 'Us: fix',
  thirdparty: 'Another company',
  nobody: '',
};

/** Who owes the next step. Of a fix that is checked: its reporter, the others who were asked, or the team. */
export function waitsFor(head: ReportHead): string {
  const { retest } = head.facts;
  if (head.state === 'fixed' && retest !== null)
    return { reporter: 'Reporter', others: 'Other reporters', team: 'Us: confirm fix' }[retest.waits];
  return debtorWords[describeState(snapshotOf(head)).owes];
}

/** A report's number as somebody may type it (`12`, `2026-12`, `vdp-2026-0012`); null when it is none. */
export function readNumber(typed: string, now: Date): string | null {
  const found = /^(?:vdp[-\s]?)?(?:(\d{4})[-\s])?0*(\d{1,9})$/iu.exec(typed.trim());
  if (found?.[2] === undefined) return null;
  return `VDP-${found[1] ?? now.getUTCFullYear()}-${found[2].padStart(4, '0')}`;
}
