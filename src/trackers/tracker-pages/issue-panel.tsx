// The card beside an issue that names its tickets, and the way to another.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Panel } from '../../core/panel.ts';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { listTrackers } from '../connections/tracker-store.ts';
import { listLinksOfIssue } from '../links/link-store.ts';
import { faultSentence, LinkBadge, TicketLink } from './parts.tsx';

export const ticketPanel: Panel = {
  name: 'tickets',
  on: 'issue',
  place: 'side',
  order: 20,
  load: async (kernel, actor, issue) => {
    const [links, trackers] = await Promise.all([listLinksOfIssue(kernel, actor, issue), listTrackers(kernel, actor)]);
    const isTriager = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
    if (trackers.length === 0 && links.length === 0) return null;
    const needs = links.some(({ state }) => state === 'differs' || state === 'failing');
    return (
      <Card
        title="Tickets"
        {...(needs && { tone: 'attention' })}
        actions={
          isTriager ? (
            <ButtonLink size="small" icon="plus" href={href(routes.trackers.issueTickets, { id: issue })}>
              Push or link a ticket
            </ButtonLink>
          ) : undefined
        }
      >
        {links.length === 0 && <p class="field-hint">No tracker knows of this issue.</p>}
        {links.map(link => (
          <div key={link.id}>
            <p>
              <TicketLink link={link} /> in {trackers.find(({ id }) => id === link.tracker)?.name}{' '}
              <LinkBadge state={link.state} />
            </p>
            <p class="move-hint">
              {link.state === 'failing' && `${faultSentence(link.reason)}. `}
              {link.state === 'differs' && link.ticket && `There: ${link.ticket.state.name}. `}
              <a href={href(routes.trackers.link, { id: link.id })}>
                Details<span class="visually-hidden"> of the ticket {link.ticket?.key}</span>
              </a>
            </p>
          </div>
        ))}
      </Card>
    );
  },
};
