// An advisory while it is written: its record, and of everybody named in it whether they agreed to that.
import type { AdvisoryCredit, AdvisoryRecord } from '../advisory-record.ts';

/** Somebody to thank. Without `agreedAt` the name is never published. */
export type DraftCredit = AdvisoryCredit & {
  /** When they agreed to be named, RFC 3339; null while nobody has asked, or they declined. */
  readonly agreedAt: string | null;
};

export type DraftContent = {
  /** Without credits and vendor statements: both are put in when it is shown or published. */
  readonly record: AdvisoryRecord;
  readonly credits: readonly DraftCredit[];
};

export type DraftHead = {
  readonly id: string;
  readonly trackingId: string;
  readonly case: string | null;
  readonly state: 'draft' | 'published' | 'withdrawn';
  readonly title: string;
  readonly changedAt: Date;
  readonly publishedAt: Date | null;
};

export type Draft = DraftHead & DraftContent & { readonly revision: number };

/** The record with those who agreed to be named, and nobody else. */
export const withCredits = (
  { record, credits }: DraftContent,
  vendorStatements: AdvisoryRecord['vendorStatements'],
): AdvisoryRecord => ({
  ...record,
  credits: credits.flatMap(({ name, type, url, agreedAt }) => (agreedAt === null ? [] : [{ name, type, url }])),
  vendorStatements,
});
