// What several pages show of trackers and tickets.

import { Badge, Mono } from '../../web/ui/text.tsx';
import type { FaultKind } from '../clients/tracker-client.ts';
import { faultWords } from '../clients/tracker-client.ts';
import type { Tracker } from '../connections/tracker.ts';
import type { Link, LinkState } from '../links/link.ts';

export const linkStates: readonly { readonly state: LinkState; readonly label: string }[] = [
  { state: 'differs', label: 'Differs' },
  { state: 'failing', label: 'Failing' },
  { state: 'waiting', label: 'Waiting' },
  { state: 'in_step', label: 'In step' },
];

const tones = { differs: 'attention', failing: 'bad', waiting: 'info', in_step: 'good' } as const;

/** How a ticket and its issue are in step. */
export const LinkBadge = ({ state }: { state: LinkState }) => (
  <Badge tone={tones[state]}>{linkStates.find(one => one.state === state)?.label ?? state}</Badge>
);

/** Whether a tracker can be asked. */
export const TrackerBadge = ({ tracker }: { tracker: Pick<Tracker, 'fault'> }) =>
  tracker.fault === null ? <Badge tone="good">Answers</Badge> : <Badge tone="bad">Can’t be asked</Badge>;

/** A fault as a sentence without its stop, whatever stands in the row. */
export const faultSentence = (reason: string | null): string =>
  reason !== null && Object.hasOwn(faultWords, reason)
    ? faultWords[reason as FaultKind]
    : 'The tracker could not be asked';

/** A ticket's key as people write it: `#12`, `SEC-12`. */
export const keyInWords = (key: string): string => (/^\d+$/.test(key) ? `#${key}` : key);

/** The ticket as a link that opens elsewhere, or that it is still being made. */
export const TicketLink = ({ link: { ticket } }: { link: Pick<Link, 'ticket'> }) =>
  ticket === null ? (
    <span>not made yet</span>
  ) : (
    <a href={ticket.url} rel="noreferrer noopener">
      <Mono>{keyInWords(ticket.key)}</Mono>
    </a>
  );
