// The newsletter for who writes it: what was written, what is on its way, and how many get it. No addresses.
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Issue, listIssues } from '../issues/issue-store.ts';
import { countSubscribers } from '../subscribers/subscriber-store.ts';
import { topics, topicWords } from '../subscribers/topics.ts';

export const stateWords: Readonly<Record<Issue['state'], { readonly word: string; readonly tone: Tone }>> = {
  draft: { word: 'Draft', tone: 'neutral' },
  sending: { word: 'Being sent', tone: 'info' },
  sent: { word: 'Sent', tone: 'good' },
};

export async function listPage(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>): Promise<Answer> {
  const { kernel } = context;
  const [issues, { waiting, byTopic }] = await Promise.all([listIssues(kernel, 100), countSubscribers(kernel)]);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Newsletter"
        headingAside={
          <ButtonLink kind="primary" href={href(routes.newsletter.newIssue)}>
            Write an issue
          </ButtonLink>
        }
      >
        <StatRow>
          {topics.map(topic => (
            <Stat
              key={topic}
              label={topicWords[topic].label}
              value={String(byTopic.get(topic) ?? 0)}
              note="confirmed"
            />
          ))}
          <Stat label="Not confirmed yet" value={String(waiting)} note="get nothing" />
        </StatRow>
        <Table
          caption="Issues and notices"
          dense
          rows={issues}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title="Nothing was written yet" icon="inbox">
              <p>Issues stand here, and the notices that the trust center sends by itself.</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'title',
              label: 'Title',
              main: true,
              cell: ({ id, title }) => <a href={href(routes.newsletter.edit, { id })}>{title}</a>,
            },
            { key: 'topic', label: 'For', cell: ({ topic }) => topicWords[topic].label },
            {
              key: 'state',
              label: 'State',
              narrow: true,
              cell: ({ state }) => <Badge tone={stateWords[state].tone}>{stateWords[state].word}</Badge>,
            },
            { key: 'written', label: 'Mails', numeric: true, cell: ({ written }) => written },
            { key: 'at', label: 'Sent', cell: ({ startedAt }) => (startedAt ? <Time at={startedAt} /> : 'not yet') },
          ]}
        />
      </StaffConsole>,
    ),
  );
}
