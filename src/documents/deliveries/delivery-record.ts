// A delivery in one hash, as the audit log keeps it: whoever changes or removes the row cannot change the log. Pure.
import { canonicalJson } from '../../core/canonical-json.ts';
import { sha256 } from '../terms/signature.ts';
import type { KeptDelivery } from './delivery-store.ts';

/** How the audit log calls the beginning and the end of a delivery. */
export const BEGAN = 'documents.deliver';
export const ENDED = 'documents.delivered';

/** What never changes once a copy has begun to leave. */
export type DeliveryFacts = Omit<KeptDelivery, 'outcome' | 'sent'>;

/** SHA-256 in hex over the canonical JSON (RFC 8785) of who got which version when, under which acceptance, with which mark. */
export const recordHash = ({
  id,
  mark,
  grant,
  visitor,
  version,
  signature,
  at,
  size,
  sha256: copy,
  network,
}: DeliveryFacts): string =>
  sha256(
    canonicalJson({
      id,
      mark: mark.toString('hex'),
      grant,
      visitor,
      version,
      signature,
      at: at.toISOString(),
      size,
      sha256: copy,
      network: network.toString('hex'),
    }),
  );

/** What an entry of the audit log tells of a delivery. */
type DeliveryEntry = { readonly actor: string; readonly details: Readonly<Record<string, unknown>> };

/** How a row differs from what the log says of its beginning and of its end; undefined when it does not. */
export function differenceOf(
  { outcome, sent, ...facts }: KeptDelivery,
  began: DeliveryEntry,
  ended: DeliveryEntry | undefined,
): string | undefined {
  const { details } = began;
  const isSame =
    began.actor === facts.visitor &&
    details['grant'] === facts.grant &&
    details['version'] === facts.version &&
    details['sha256'] === facts.sha256 &&
    // Entries from before 27 November 2026 have no record.
    (details['record'] === undefined || details['record'] === recordHash(facts));
  if (!isSame) return 'was changed';
  if (ended === undefined)
    return outcome === 'sending' || details['record'] === undefined
      ? undefined
      : 'has an end that the log does not know';
  return ended.details['outcome'] === outcome && ended.details['sent'] === sent ? undefined : 'has another end';
}
