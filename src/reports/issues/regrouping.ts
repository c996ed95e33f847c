// Which reports go along when some are moved to another issue: what repeats a report stays with it.
import type { ReportHead } from '../report-record.ts';

export type Regrouped =
  | { readonly ok: true; readonly reports: readonly string[] }
  | { readonly ok: false; readonly sentence: string };

type Member = Pick<ReportHead, 'id' | 'number' | 'state' | 'closeReason' | 'facts'>;

/**
 * The chosen reports with everything that repeats them. Refused when nothing was chosen, or when a chosen duplicate
 * would be parted from its original, which stays.
 */
export function whatMoves(members: readonly Member[], chosen: readonly string[]): Regrouped {
  const moving = new Set(members.map(({ id }) => id).filter(id => chosen.includes(id)));
  if (moving.size === 0 || chosen.some(id => !moving.has(id)))
    return { ok: false, sentence: 'Choose at least one report of this issue.' };
  // A duplicate may repeat a duplicate: go on until nobody joins.
  for (let before = -1; before !== moving.size; ) {
    before = moving.size;
    for (const member of members) if (moving.has(originalOf(member) ?? '')) moving.add(member.id);
  }
  const parted = members.find(member => {
    const original = originalOf(member);
    return (
      original !== undefined &&
      moving.has(member.id) &&
      !moving.has(original) &&
      members.some(({ id }) => id === original)
    );
  });
  if (parted) {
    const original = members.find(({ id }) => id === originalOf(parted));
    return {
      ok: false,
      sentence: `${parted.number} is a duplicate of ${original?.number}, which would stay. Move both, or open ${parted.number} again first.`,
    };
  }
  return { ok: true, reports: members.map(({ id }) => id).filter(id => moving.has(id)) };
}

const originalOf = ({ closeReason, facts }: Member): string | undefined =>
  closeReason === 'duplicate' && facts.original?.kind === 'report' ? facts.original.id : undefined;
