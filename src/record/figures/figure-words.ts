// How figures are said on pages: with their sample, and honestly where there are too few.
import { durationInWords } from '../../program/index.ts';
import type { LogEvent, Priority, ReasonClass } from '../log/event.ts';
import type { PeriodName } from './figures.ts';
import type { Share, Span } from './statistics.ts';

export const periodWords: Readonly<Record<PeriodName, string>> = {
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  year: 'Last year',
  all: 'All time',
};

const HOUR_MS = 3_600_000;
export const hoursInWords = (hours: number): string => durationInWords(hours * HOUR_MS);

/** `9 hours`, or that there are too few. */
const medianInWords = ({ medianHours, sample }: Span): string =>
  medianHours === null ? (sample === 0 ? 'None yet' : `Too few to say (${sample})`) : hoursInWords(medianHours);

/** `9 hours; 9 of 10 within 3 days; from 24`. */
export function spanInWords(span: Span): string {
  const { medianHours, p90Hours, sample } = span;
  if (medianHours === null) return medianInWords(span);
  const most = p90Hours === null ? '' : `; 9 of 10 within ${hoursInWords(p90Hours)}`;
  return `${hoursInWords(medianHours)}${most}; from ${sample}`;
}

export const shareInWords = ({ count, of }: Share): string =>
  of === 0 ? 'None yet' : `${count} of ${of} (${Math.round((100 * count) / of)} %)`;

const priorityLabel = (priority: Priority | null): string => (priority === null ? 'Not told' : `P${priority}`);

const reasonWords: Readonly<Record<ReasonClass, string>> = {
  duplicate: 'as a duplicate',
  declined: 'as true, without a change',
  invalid: 'as not valid',
  spam: 'as spam',
  withdrawn: 'as withdrawn or abandoned',
};

const promiseWords = { answer: 'to answer', decide: 'to decide', fix: 'to fix' } as const;

/** An event as a sentence without its subject. @param reader whose report it is, or somebody else */
export function eventInWords(
  { event, hours, promise, priority, reason }: LogEvent,
  reader: 'reporter' | 'team' = 'reporter',
): string {
  const after = hours === undefined ? '' : ` after ${hoursInWords(hours)}`;
  switch (event) {
    case 'received':
      return 'Received';
    case 'answered':
      return `A person answered${after}`;
    case 'missed':
      return `Our promise ${promise === undefined ? '' : promiseWords[promise]} ran out`;
    case 'triaged':
      return `Confirmed${after}`;
    case 'rated':
      return `Judged as ${priorityLabel(priority ?? null)}`;
    case 'accepted':
      return 'Accepted for fixing';
    case 'fixed':
      return `Fixed${hours === undefined ? '' : `, ${hoursInWords(hours)} after it was confirmed`}`;
    case 'resolved':
      return `Resolved${after}`;
    case 'closed':
      return `Closed${after}`;
    case 'reason':
      return `Closed ${reason === undefined ? '' : reasonWords[reason]}`;
    case 'reopened':
      return 'Opened again';
    case 'appealed':
      return `${reader === 'reporter' ? 'You' : 'The reporter'} asked for a second look`;
    case 'promoted':
      return 'Put in the place of its original';
    case 'published':
      return 'Published';
    case 'corrected':
      return 'Corrected: a line counts no more';
  }
}
