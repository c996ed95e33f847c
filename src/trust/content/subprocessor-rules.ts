// When a sub-processor may begin: announced first, then the notice, unless it is an emergency that everybody sees. Pure.
import { dateText } from '../../web/time-text.ts';
import type { Day, Subprocessor } from './content.ts';
import { addDays, dayOf, startOf } from './day.ts';

export type SubprocessorPhase = 'coming' | 'working' | 'ending' | 'ended';

/** Where it stands now. */
export function phaseOf({ effectiveFrom, endsOn }: Subprocessor, now: Date): SubprocessorPhase {
  const today = dayOf(now);
  if (endsOn !== null && endsOn <= today) return 'ended';
  if (effectiveFrom > today) return 'coming';
  return endsOn === null ? 'working' : 'ending';
}

/** The last day on which customers can object; none when it is past, or when it never had to wait. */
export function objectUntil(one: Subprocessor, now: Date): Day | null {
  return one.announcedAt !== null && one.emergency === null && one.effectiveFrom > dayOf(now)
    ? addDays(one.effectiveFrom, -1)
    : null;
}

/** The first day on which one that is announced now may begin. */
const earliestStart = (now: Date, noticeDays: number): Day => addDays(dayOf(now), noticeDays);

/** What may not differ from what was published: who changes it ends this one and announces another in its place. */
const fixed = ['name', 'purpose', 'dataCategories', 'countries', 'transfer', 'effectiveFrom', 'replaces'] as const;

export type SubprocessorFault = { readonly id: string; readonly name: string; readonly what: string };

/**
 * What forbids to publish this list after that one.
 * @param before null for the first edition, which says what is so already and announces nothing
 */
export function faultsOf(
  draft: readonly Subprocessor[],
  before: readonly Subprocessor[] | null,
  { now, noticeDays }: { readonly now: Date; readonly noticeDays: number },
): SubprocessorFault[] {
  if (before === null) return [];
  const published = new Map(before.map(one => [one.id, one]));
  const first = earliestStart(now, noticeDays);
  const changed = draft.flatMap(one => {
    const fault = (what: string): SubprocessorFault => ({ id: one.id, name: one.name, what });
    const was = published.get(one.id);
    if (!was)
      return one.effectiveFrom < first && one.emergency === null
        ? [
            fault(
              `begins before ${dateText(startOf(first), 'UTC')}: announced today, it has to wait ${noticeDays} days, or say what the emergency is`,
            ),
          ]
        : [];
    const different = fixed.filter(name => JSON.stringify(was[name]) !== JSON.stringify(one[name]));
    if (different.length > 0)
      return [fault(`was published with another ${different.join(', ')}: end it, and add another in its place`)];
    if (one.emergency !== was.emergency) return [fault('was published with or without an emergency, and stays so')];
    if (was.endsOn !== null && was.endsOn <= dayOf(now) && one.endsOn !== was.endsOn)
      return [fault('has ended already; add it anew')];
    return [];
  });
  const gone = before
    .filter(was => !draft.some(({ id }) => id === was.id) && phaseOf(was, now) !== 'ended')
    .map(({ id, name }) => ({
      id,
      name,
      what: 'was published and works still: say when it ends instead of removing it',
    }));
  return [...changed, ...gone];
}

/** The same with the moments at which an edition first named it and its end. */
export function announce(
  draft: readonly Subprocessor[],
  before: readonly Subprocessor[] | null,
  now: Date,
): Subprocessor[] {
  const published = new Map((before ?? []).map(one => [one.id, one]));
  return draft.map(one => {
    const was = published.get(one.id);
    return {
      ...one,
      announcedAt: was?.announcedAt ?? now.toISOString(),
      endAnnouncedAt: one.endsOn === null ? null : was?.endsOn === one.endsOn ? was.endAnnouncedAt : now.toISOString(),
    };
  });
}

/** A change as customers hear of it. */
export type SubprocessorChange = {
  readonly id: string;
  readonly kind: 'added' | 'replaced' | 'ended';
  readonly of: Subprocessor;
  readonly announcedAt: Date;
  readonly effectiveOn: Day;
};

/** Every change that was announced, newest first. */
export function changesOf(all: readonly Subprocessor[]): SubprocessorChange[] {
  return all
    .flatMap((of): SubprocessorChange[] => [
      ...(of.announcedAt === null
        ? []
        : [
            {
              id: `${of.id}-begin`,
              kind: of.replaces === null ? ('added' as const) : ('replaced' as const),
              of,
              announcedAt: new Date(of.announcedAt),
              effectiveOn: of.effectiveFrom,
            },
          ]),
      ...(of.endsOn === null || of.endAnnouncedAt === null
        ? []
        : [
            {
              id: `${of.id}-end-${of.endsOn}`,
              kind: 'ended' as const,
              of,
              announcedAt: new Date(of.endAnnouncedAt),
              effectiveOn: of.endsOn,
            },
          ]),
    ])
    .toSorted((one, other) => other.announcedAt.getTime() - one.announcedAt.getTime());
}

/** Days between the announcement and the beginning, as they really were. */
export const noticeGiven = ({ announcedAt, effectiveFrom }: Subprocessor): number | null =>
  announcedAt === null
    ? null
    : Math.max(
        0,
        Math.round((startOf(effectiveFrom).getTime() - startOf(announcedAt.slice(0, 10)).getTime()) / 86_400_000),
      );
