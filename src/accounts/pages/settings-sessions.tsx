// The list of sessions in the settings, each with a way to end it.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { methodWords } from '../sessions/session.ts';
import type { ListedSession } from '../sessions/session-store.ts';

export function SessionSection({ sessions, current }: { sessions: readonly ListedSession[]; current: string }) {
  return (
    <Section
      title="Where you are signed in"
      id="sessions"
      intro={<p>End what you do not recognize. Who holds that browser is signed out at once.</p>}
    >
      <Table
        caption="Sessions"
        captionHidden
        rows={sessions}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'device',
            label: 'Browser',
            main: true,
            cell: ({ id, device }) => (
              <>
                {device} {id === current && <Badge tone="info">This browser</Badge>}
              </>
            ),
          },
          { key: 'method', label: 'Signed in by', cell: ({ method }) => methodWords[method] },
          { key: 'since', label: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} show="relative" /> },
          { key: 'used', label: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} show="relative" /> },
          {
            key: 'end',
            label: 'End',
            labelHidden: true,
            narrow: true,
            cell: ({ id }) => (
              <form method="post" action={href(routes.accounts.sessionEnd, { id })}>
                <ButtonRow>
                  <Button size="small">{id === current ? 'Sign out' : 'End'}</Button>
                </ButtonRow>
              </form>
            ),
          },
        ]}
      />
      {sessions.length > 1 && (
        <Form action={href(routes.accounts.sessionsEndOthers)} label="Other sessions">
          <ButtonRow>
            <Button>End all other sessions</Button>
          </ButtonRow>
        </Form>
      )}
    </Section>
  );
}
