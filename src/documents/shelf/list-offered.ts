// What the trust center says of documents on request: nothing that would help to open one.
import type { Kernel } from '../../core/kernel.ts';
import { listListed } from './document-store.ts';

/** How many of the security team must agree, as the page says it. */
export const approvalWords = [
  'Open once the terms are accepted',
  'The security team decides',
  'Two of the security team decide',
] as const;

export type Offered = {
  readonly title: string;
  readonly about: string;
  readonly version: number;
  readonly since: Date;
  readonly pages: number;
  /** In a sentence: who decides, and for how long it is open then. */
  readonly how: string;
};

/** What everybody may ask for, by title. */
export const listOffered = async (kernel: Kernel): Promise<Offered[]> =>
  (await listListed(kernel)).map(({ title, about, current, approvals, grantDays }) => ({
    title,
    about,
    version: current.number,
    since: current.createdAt,
    pages: current.pages,
    how: `${approvalWords[approvals]}; for ${grantDays} days`,
  }));
