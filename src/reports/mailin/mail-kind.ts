// Tells what kind of mail it is by its headers: a person's, an automatic answer, a bounce, our own.

export type MailHeaders = {
  /** Of the envelope; empty for bounces (RFC 5321 §4.5.5); absent where nobody told us. */
  readonly envelopeFrom: string | null | undefined;
  /** Lower case. */
  readonly from: string;
  /** By lower-case name, the first of each. */
  readonly get: (name: string) => string;
  /** How many servers it has passed. */
  readonly hops: number;
};

export type MailKind =
  | 'person'
  /** A program answered: an out-of-office note (RFC 3834). */
  | 'automatic'
  /** A program wrote it by itself: a scanner, a ticket system. Taken as a report, never answered. */
  | 'generated'
  | 'bounce'
  | 'loop';

/** More hops than any honest mail has (RFC 5321 §6.3 asks for at least 100; ours is a last stop). */
const MOST_HOPS = 50;

/** @param own addresses that mails of ours come from, lower case */
export function kindOfMail({ envelopeFrom, from, get, hops }: MailHeaders, own: readonly string[]): MailKind {
  const type = get('content-type').toLowerCase();
  // RFC 3464 §2: a report of deliveries; other reports (read receipts) are automatic answers.
  if (/^multipart\/report\b/u.test(type))
    return /report-type\s*=\s*"?delivery-status/u.test(type) ? 'bounce' : 'automatic';
  const isDaemon = /^(?:mailer-daemon|postmaster)@/u.test(from);
  if (isDaemon && (envelopeFrom === '' || /<>/u.test(get('return-path')))) return 'bounce';
  if (own.includes(from) || hops > MOST_HOPS) return 'loop';
  const submitted = /^[a-z-]+/u.exec(get('auto-submitted').trim().toLowerCase())?.[0] ?? 'no';
  if (submitted === 'auto-replied') return 'automatic';
  if (['x-autoreply', 'x-autorespond', 'x-auto-reply'].some(name => get(name) !== '')) return 'automatic';
  if (/auto_reply/u.test(get('precedence').toLowerCase())) return 'automatic';
  if (submitted !== 'no' || envelopeFrom === '') return 'generated';
  if (/^(?:bulk|junk|list)$/u.test(get('precedence').trim().toLowerCase()) || get('list-id') !== '') return 'generated';
  return 'person';
}
