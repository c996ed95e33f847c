// The trackers that issues are pushed to, and the nightly comparisons.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Card, CardGrid, Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { trackerWords } from '../connections/tracker.ts';
import { trackerKinds } from '../connections/tracker-kind.ts';
import { listTrackers } from '../connections/tracker-store.ts';
import { countLinks } from '../links/link-store.ts';
import { TrackerBadge } from './parts.tsx';

export const listRoute = defineRoute({
  method: 'GET',
  at: routes.trackers.trackers,
  access: staff('integration.manage'),
  limit: 'page',
  summary: 'The trackers that tickets of our issues lie in.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const trackers = await listTrackers(kernel, actor);
    const rows = await Promise.all(
      trackers.map(async tracker => ({ tracker, counts: await countLinks(kernel, tracker.id) })),
    );
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Trackers"
          flash={
            query.done === 'removed' ? { tone: 'good', text: 'The tracker is removed. Its tickets stay.' } : undefined
          }
        >
          <Section
            title="Connected"
            intro={
              <p>
                Staff pushes an issue to a tracker, or links a ticket that exists. States go both ways; what was
                reported stays sealed here unless somebody ticks it.
              </p>
            }
            aside={
              <ButtonLink size="small" icon="history" href={href(routes.trackers.reconciliations)}>
                Nightly comparisons
              </ButtonLink>
            }
          >
            <Table
              caption="Trackers"
              captionHidden
              rows={rows}
              rowKey={({ tracker }) => tracker.id}
              empty={
                <EmptyState title="No tracker is connected yet" icon="link">
                  <p>Connect the one where your developers work. A token for one project is enough.</p>
                </EmptyState>
              }
              columns={[
                {
                  key: 'name',
                  label: 'Name',
                  main: true,
                  cell: ({ tracker }) => <a href={href(routes.trackers.tracker, { id: tracker.id })}>{tracker.name}</a>,
                },
                { key: 'kind', label: 'Kind', cell: ({ tracker }) => trackerWords[tracker.kind].name },
                { key: 'project', label: 'Project', cell: ({ tracker }) => <Mono>{tracker.project}</Mono> },
                { key: 'differs', label: 'Differ', numeric: true, cell: ({ counts }) => counts.differs },
                { key: 'failing', label: 'Fail', numeric: true, cell: ({ counts }) => counts.failing },
                {
                  key: 'all',
                  label: 'Tickets',
                  numeric: true,
                  cell: ({ counts }) => counts.differs + counts.failing + counts.waiting + counts.in_step,
                },
                { key: 'state', label: 'State', cell: ({ tracker }) => <TrackerBadge tracker={tracker} /> },
              ]}
            />
          </Section>
          <Section title="Connect a tracker" id="connect">
            <CardGrid>
              {trackerKinds.map(kind => (
                <Card
                  key={kind}
                  level={3}
                  title={trackerWords[kind].name}
                  actions={
                    <ButtonLink size="small" icon="plus" href={href(routes.trackers.trackerNew, undefined, { kind })}>
                      Connect {trackerWords[kind].name}
                    </ButtonLink>
                  }
                >
                  <p>{trackerWords[kind].hint}</p>
                </Card>
              ))}
            </CardGrid>
          </Section>
        </StaffConsole>,
      ),
    );
  },
});
