// The page of a ticket for staff: both sides, whether they are in step, what was sent, comments, and what can be done.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { listDeliveries } from '../../core/work/deliveries/delivery-log-store.ts';
import { findIssue, type IssueRecord, issueStateNames } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Callout, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { meaningOf } from '../connections/mapping.ts';
import { OUTBOX, type Tracker } from '../connections/tracker.ts';
import { findTracker } from '../connections/tracker-store.ts';
import { listComments } from '../links/comment-store.ts';
import type { Link } from '../links/link.ts';
import { findLink } from '../links/link-store.ts';
import { CommentSection } from './comments.tsx';
import { OutboxTable } from './outbox-table.tsx';
import { faultSentence, keyInWords, LinkBadge, TicketLink } from './parts.tsx';

const flashes: Readonly<Record<string, string>> = {
  pushed: 'The ticket is made within seconds.',
  linked: 'The ticket is linked.',
  again: 'It is sent again within seconds.',
  ours: 'The ticket is set to our state within seconds.',
  looked: 'The ticket was read just now.',
  fault: 'The ticket could not be read.',
  commented: 'The comment is sent within seconds.',
};

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Shown = {
  readonly done?: string | undefined;
  readonly comment?: { readonly typed: string; readonly fault: string };
};

export const linkRoute = defineRoute({
  method: 'GET',
  at: routes.trackers.link,
  access: staff('report.read'),
  limit: 'page',
  summary: 'A ticket, and how it is in step with its issue.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => showLink(context, context.params.id, { done: context.query.done }),
});

/** The page; after a refused comment with what was typed. @throws Refusal not_found */
export async function showLink(context: Context, id: string, { done = '', comment }: Shown = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const link = await findLink(kernel, actor, id);
  const tracker = link && (await findTracker(kernel, actor, link.tracker));
  const issue = link && (await findIssue(kernel, actor, link.issue));
  if (!link || !tracker || !issue) throw refuse('not_found');
  const [deliveries, comments] = await Promise.all([
    listDeliveries(kernel, OUTBOX, id, { limit: 20 }),
    listComments(kernel, id),
  ]);
  const names = await personNames(kernel, [link.createdBy, ...comments.flatMap(({ author }) => author ?? [])]);
  const isTriager = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
  const said = flashes[done];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={link.ticket ? `Ticket ${keyInWords(link.ticket.key)} of ${issue.number}` : `Ticket of ${issue.number}`}
        headingAside={<LinkBadge state={link.state} />}
        breadcrumbs={[
          { href: href(routes.reports.issues), label: 'Issues' },
          { href: href(routes.reports.issue, { id: issue.id }), label: issue.number },
        ]}
        flash={said === undefined ? undefined : { tone: done === 'fault' ? 'bad' : 'good', text: said }}
      >
        <Standing link={link} issue={issue} tracker={tracker} isTriager={isTriager} />
        <Section title="Both sides">
          <DefinitionList
            items={[
              { term: 'Issue', detail: `${issue.number}: ${issueStateNames[issue.state]}` },
              {
                term: `Ticket in ${tracker.name}`,
                detail: (
                  <>
                    <TicketLink link={link} />
                    {link.ticket && `: ${link.ticket.state.name}`}
                  </>
                ),
              },
              ...(link.ticket ? [{ term: 'Its title', detail: link.ticket.title }] : []),
              { term: 'Last read', detail: link.seenAt ? <Time at={link.seenAt} /> : 'not yet' },
              {
                term: 'Linked',
                detail: (
                  <>
                    <Time at={link.createdAt} show="date" /> by {names.get(link.createdBy) ?? 'somebody who left'}
                  </>
                ),
              },
            ]}
          />
          {isTriager && <Acts link={link} />}
        </Section>
        {tracker.takesComments && link.ticket && (
          <CommentSection
            link={link.id}
            tracker={tracker.name}
            comments={comments}
            nameOf={person => names.get(person) ?? 'somebody who left'}
            canWrite={isTriager}
            refused={comment}
          />
        )}
        <Section title="What was sent" id="sent">
          <OutboxTable deliveries={deliveries} />
        </Section>
      </StaffConsole>,
    ),
    { status: comment ? 422 : 200 },
  );
}

type StandingProps = {
  readonly link: Link;
  readonly issue: IssueRecord;
  readonly tracker: Tracker;
  readonly isTriager: boolean;
};

/** What needs somebody, and what they can do about it. */
function Standing({ link, issue, tracker, isTriager }: StandingProps) {
  const { id, state, ticket } = link;
  if (state === 'failing')
    return (
      <Callout tone="attention" title={`${faultSentence(link.reason)}.`}>
        <p>
          {tracker.fault === null
            ? 'It is listed below when it is tried again. When the cause is gone, send it again.'
            : 'The tracker itself can’t be asked at present. Once an admin has mended that, everything that waits is sent.'}
        </p>
      </Callout>
    );
  if (state !== 'differs' || !ticket) return null;
  const isDone = meaningOf(tracker.mapping, ticket.state) === 'fixed' && issue.state === 'accepted';
  return (
    <Callout tone="attention" title={`There: ${ticket.state.name}. Here: ${issueStateNames[issue.state]}.`}>
      <p>
        {isDone
          ? 'The ticket is done. If the fix is out, mark the issue as fixed; otherwise set the ticket to our state.'
          : 'Both sides stand apart, and nothing was overwritten. Move the issue, or set the ticket to our state.'}
      </p>
      {isTriager && (
        <div class="button-row">
          <ButtonLink size="small" href={href(routes.reports.issue, { id: issue.id })}>
            Move the issue
          </ButtonLink>
          <form method="post" action={href(routes.trackers.linkAct, { id })}>
            <Button size="small" kind="quiet" name="do" value="ours">
              {tracker.mapping.out[issue.state] === '' ? 'Leave both as they are' : 'Set the ticket to our state'}
            </Button>
          </form>
        </div>
      )}
    </Callout>
  );
}

const Acts = ({ link: { id, state, ticket } }: { link: Link }) => (
  <div class="button-row">
    <form method="post" action={href(routes.trackers.linkAct, { id })}>
      <div class="button-row">
        {(state === 'failing' || state === 'waiting') && (
          <Button size="small" icon="send" name="do" value="again">
            Send again
          </Button>
        )}
        {ticket && (
          <Button size="small" kind="quiet" icon="refresh-cw" name="do" value="look">
            Read the ticket now
          </Button>
        )}
      </div>
    </form>
    <ButtonLink size="small" icon="x" href={href(routes.trackers.linkRemove, { id })}>
      Unlink
    </ButtonLink>
  </div>
);
