// An objection to a sub-processor: what it can be, and until when it can be made. Pure.
import type { Subprocessor } from '../content/content.ts';
import { objectUntil } from '../content/subprocessor-rules.ts';

export const outcomes = ['stays', 'changed', 'exempt'] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  stays: 'It begins as announced',
  changed: 'The plan was changed',
  exempt: 'It does not work with this customer’s data',
};

export type Objection = {
  readonly id: string;
  readonly subprocessor: string;
  /** asked: the address is not proven yet, and nobody reads it. */
  readonly state: 'asked' | 'made' | 'answered';
  readonly email: string;
  readonly words: string;
  readonly askedAt: Date;
  readonly madeAt: Date | null;
  readonly answer: { readonly outcome: Outcome; readonly words: string; readonly at: Date } | null;
};

/** So long an address has time to be proven. */
export const CONFIRM_DAYS = 7;

/** The sub-processor, while objections to it count: announced, and not begun. */
export const openToObjection = (all: readonly Subprocessor[], id: string, now: Date): Subprocessor | undefined =>
  all.find(one => one.id === id && objectUntil(one, now) !== null);
