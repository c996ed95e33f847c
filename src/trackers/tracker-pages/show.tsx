// The page of a tracker: whether it answers, where its news come in, and its tickets by how they are in step.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import { findIssue } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Tracker, trackerWords } from '../connections/tracker.ts';
import { findTracker } from '../connections/tracker-store.ts';
import { countLinks, listLinksOfTracker } from '../links/link-store.ts';
import { faultSentence, LinkBadge, linkStates, TicketLink, TrackerBadge } from './parts.tsx';

const PAGE = 50;
const flashes: Readonly<Record<string, string>> = {
  saved: 'The tracker is changed. It answers.',
  checked: 'It answers. What waited for it is sent now.',
};

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.trackers.tracker,
  access: staff('integration.manage'),
  limit: 'page',
  summary: 'A tracker with its tickets.',
  query: Type.Object({
    done: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, actor, params, query } = context;
    const tracker = await findTracker(kernel, actor, params.id);
    if (!tracker) throw refuse('not_found');
    const { id } = tracker;
    const chosen = linkStates.find(({ state }) => state === query.state)?.state;
    const before = query.before !== undefined && isId('lnk', query.before) ? query.before : undefined;
    const [counts, found, names] = await Promise.all([
      countLinks(kernel, id),
      listLinksOfTracker(kernel, actor, id, { state: chosen, before, limit: PAGE + 1 }),
      personNames(kernel, [tracker.createdBy]),
    ]);
    const links = found.slice(0, PAGE);
    const rows = await Promise.all(
      links.map(async link => ({ link, issue: await findIssue(kernel, actor, link.issue) })),
    );
    const next = found.length > PAGE ? links.at(-1)?.id : undefined;
    const at = (more: { state?: string | undefined; before?: string }) => href(routes.trackers.tracker, { id }, more);
    const said = flashes[query.done ?? ''];
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title={tracker.name}
          headingAside={<TrackerBadge tracker={tracker} />}
          breadcrumbs={[{ href: href(routes.trackers.trackers), label: 'Trackers' }]}
          flash={
            query.done === 'fault'
              ? { tone: 'bad', text: 'It still can’t be asked.' }
              : said === undefined
                ? undefined
                : { tone: 'good', text: said }
          }
        >
          {tracker.fault !== null && (
            <Callout tone="attention" title={`${faultSentence(tracker.fault)}.`}>
              <p>
                {tracker.faultAt && (
                  <>
                    Since <Time at={tracker.faultAt} />.{' '}
                  </>
                )}
                Nothing is lost: what we have to say waits. Change the token or the address, or check again.
              </p>
            </Callout>
          )}
          {tracker.isPublic && (
            <Callout tone="attention" title="Anybody can read the tickets of this repository">
              <p>Whoever pushes an issue to it has to confirm that.</p>
            </Callout>
          )}
          <About
            tracker={tracker}
            by={names.get(tracker.createdBy) ?? 'somebody who left'}
            publicUrl={kernel.config.publicUrl}
          />
          <Section title="Tickets" id="tickets">
            <Tabs
              label="Tickets by state"
              items={[
                { label: 'All', href: at({}), current: chosen === undefined },
                ...linkStates.map(({ state, label }) => ({
                  label,
                  href: at({ state }),
                  current: chosen === state,
                  count: counts[state],
                  due: (state === 'differs' || state === 'failing') && counts[state] > 0,
                })),
              ]}
            />
            <Table
              caption="Tickets"
              captionHidden
              dense
              rows={rows}
              rowKey={({ link }) => link.id}
              empty={
                <EmptyState title="No tickets here" icon="link">
                  <p>Open an issue and push it to “{tracker.name}”, or link a ticket that exists.</p>
                </EmptyState>
              }
              columns={[
                {
                  key: 'issue',
                  label: 'Issue',
                  main: true,
                  cell: ({ link, issue }) => (
                    <a href={href(routes.trackers.link, { id: link.id })}>{issue?.number ?? 'unknown'}</a>
                  ),
                },
                { key: 'ticket', label: 'Ticket', cell: ({ link }) => <TicketLink link={link} /> },
                { key: 'theirs', label: 'There', cell: ({ link }) => link.ticket?.state.name ?? '' },
                { key: 'state', label: 'State', cell: ({ link }) => <LinkBadge state={link.state} /> },
                {
                  key: 'reason',
                  label: 'Why',
                  cell: ({ link }) => (link.state === 'failing' ? faultSentence(link.reason) : ''),
                },
                { key: 'changed', label: 'Changed', cell: ({ link }) => <Time at={link.changedAt} show="relative" /> },
              ]}
            />
            {(before !== undefined || next !== undefined) && (
              <Pager
                label="Tickets"
                previous={before === undefined ? undefined : at({ state: chosen })}
                next={next && at({ state: chosen, before: next })}
              />
            )}
          </Section>
        </StaffConsole>,
      ),
    );
  },
});

function About({ tracker, by, publicUrl }: { tracker: Tracker; by: string; publicUrl: string }) {
  const { id, kind, baseUrl, project, heardAt, refusedAt, checkedAt, mapping, takesComments } = tracker;
  return (
    <Section
      title="What it is"
      aside={
        <ButtonLink size="small" icon="pencil" href={href(routes.trackers.trackerEdit, { id })}>
          Change
        </ButtonLink>
      }
    >
      <DefinitionList
        items={[
          { term: 'Kind', detail: trackerWords[kind].name },
          { term: 'Address', detail: <Mono>{baseUrl}</Mono> },
          { term: trackerWords[kind].project, detail: <Mono>{project}</Mono> },
          { term: 'Last answer', detail: checkedAt ? <Time at={checkedAt} /> : 'none yet' },
          {
            term: 'Its news come to',
            detail: <Mono>{publicUrl + href(routes.trackers.hook, { id })}</Mono>,
          },
          {
            term: 'Last news',
            detail: heardAt ? <Time at={heardAt} /> : 'None yet: its tickets are read every 15 minutes.',
          },
          ...(refusedAt
            ? [
                {
                  term: 'Turned away',
                  detail: (
                    <>
                      News with a wrong secret, <Time at={refusedAt} />.
                    </>
                  ),
                },
              ]
            : []),
          {
            term: 'A ticket that is done',
            detail: mapping.movesToFixed ? 'marks the issue as fixed' : 'is shown to whoever fixes the issue',
          },
          { term: 'Comments', detail: takesComments ? 'go both ways' : 'stay where they are' },
          { term: 'Connected by', detail: by },
        ]}
      />
      <div class="button-row">
        <form method="post" action={href(routes.trackers.trackerCheck, { id })}>
          <Button size="small" icon="refresh-cw">
            Check now
          </Button>
        </form>
        <ButtonLink size="small" icon="key" href={href(routes.trackers.trackerSecret, { id })}>
          New secret
        </ButtonLink>
        <ButtonLink size="small" icon="trash-2" href={href(routes.trackers.trackerRemove, { id })}>
          Remove
        </ButtonLink>
      </div>
    </Section>
  );
}
