// What a person may ask for about their own data: kinds, states, and by when they are answered. Pure.
import { DAY, monthsAfter } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';

export type RequestId = Id<'rrq'>;

/** Regulation (EU) 2016/679, Articles 15 and 20; 17; 16; 18; 21. */
const requestKinds = ['export', 'erase', 'rectify', 'restrict', 'object'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What is asked for in words and answered by a person. */
const askedKinds = ['rectify', 'restrict', 'object'] as const;
export type AskedKind = (typeof askedKinds)[number];

/**
 * open: waits for its answer, or within the time in which an erasure can be taken back. working: under way. held: erased
 * but for what a legal hold keeps. ready: a copy lies ready.
 */
export type RequestState = 'open' | 'working' | 'held' | 'ready' | 'done' | 'refused' | 'withdrawn' | 'failed';

export type RightsRequest = {
  readonly id: RequestId;
  readonly person: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  /** In the person's own words; gone with the person. */
  readonly words: string | undefined;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly extended: { readonly to: Date; readonly reason: string | undefined } | undefined;
  /** Until then an erasure can be taken back. */
  readonly runsAt: Date | undefined;
  readonly answer: { readonly text: string | undefined; readonly by: string } | undefined;
  readonly endedAt: Date | undefined;
};

/** A month from the day it came, the last day of the month where it has no such day (Article 12(3)). */
export const dueFrom = (receivedAt: Date): Date => monthsAfter(receivedAt, 1);

/** Two further months, counted from the same day (Article 12(3)). */
export const extendedFrom = (receivedAt: Date): Date => monthsAfter(receivedAt, 3);

/** By when it is answered, more time included. */
export const deadlineOf = ({ dueAt, extended }: Pick<RightsRequest, 'dueAt' | 'extended'>): Date =>
  extended?.to ?? dueAt;

/** Whether somebody still has to do something about it. */
export const isOpen = ({ state }: Pick<RightsRequest, 'state'>): boolean =>
  state === 'open' || state === 'working' || state === 'held';

/** More time may be taken once, while the month is not over, for what a person has to answer. */
export const mayExtend = (request: RightsRequest, now: Date): boolean =>
  request.state === 'open' && isAsked(request.kind) && !request.extended && now < request.dueAt;

/** How near the deadline is: within five days it is soon. */
export function dueness(request: Pick<RightsRequest, 'state' | 'dueAt' | 'extended'>, now: Date) {
  if (!isOpen(request)) return undefined;
  const left = deadlineOf(request).getTime() - now.getTime();
  return left < 0 ? ('late' as const) : left <= 5 * DAY ? ('soon' as const) : undefined;
}

/** Whether an erasure can still be taken back. */
export const mayCancel = ({ kind, state, runsAt }: RightsRequest, now: Date): boolean =>
  kind === 'erase' && state === 'open' && runsAt !== undefined && now < runsAt;

export const isAsked = (kind: string): kind is AskedKind => askedKinds.some(one => one === kind);

export const kindWords: Readonly<Record<RequestKind, { readonly name: string; readonly article: string }>> = {
  export: { name: 'Copy of your data', article: 'Art. 15, 20' },
  erase: { name: 'Erasure', article: 'Art. 17' },
  rectify: { name: 'Correction', article: 'Art. 16' },
  restrict: { name: 'Restriction', article: 'Art. 18' },
  object: { name: 'Objection', article: 'Art. 21' },
};

export const stateWords: Readonly<Record<RequestState, string>> = {
  open: 'Open',
  working: 'Under way',
  held: 'Partly held',
  ready: 'Ready',
  done: 'Done',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
  failed: 'Failed',
};
