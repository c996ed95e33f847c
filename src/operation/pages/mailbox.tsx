// The demo's mailbox: every mail the product sent, since no mail leaves a demo.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findMail, listMails } from '../../core/mail/mail.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

/** A server that really sends mail must not show it to whoever asks. */
const refuseOutsideDemo = ({ kernel }: Pick<RouteContext, 'kernel'>): void => {
  if (kernel.config.mail.transport !== 'mailbox' || kernel.config.environment === 'production')
    throw refuse('not_found');
};

const list = defineRoute({
  method: 'GET',
  at: routes.operator.mailbox,
  access: publicly(),
  limit: 'page',
  demoOnly: true,
  summary: 'Every mail of the demo.',
  handle: async context => {
    refuseOutsideDemo(context);
    const mails = await listMails(context.kernel, 100);
    return html(
      renderPage(
        <SitePage shell={shell(context)} title="Demo mailbox">
          <h1>Demo mailbox</h1>
          <Callout tone="attention" title="Only in the demo">
            <p>Mails to everybody are shown here to everybody, since a demo sends none.</p>
          </Callout>
          <Table
            caption="Mails, newest first"
            rows={mails}
            rowKey={({ id }) => id}
            empty={
              <EmptyState
                title="No mail yet"
                icon="mail"
                action={{ href: href(routes.reports.submit), label: 'Send a report' }}
              >
                <p>Sign-in links and news on reports arrive here.</p>
              </EmptyState>
            }
            columns={[
              {
                key: 'subject',
                label: 'Subject',
                main: true,
                cell: ({ id, subject }) => <a href={href(routes.operator.mail, { id })}>{subject}</a>,
              },
              { key: 'to', label: 'To', cell: ({ to }) => to },
              { key: 'at', label: 'Sent', narrow: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
            ]}
          />
        </SitePage>,
      ),
    );
  },
});

const one = defineRoute({
  method: 'GET',
  at: routes.operator.mail,
  access: publicly(),
  limit: 'page',
  demoOnly: true,
  summary: 'One mail of the demo.',
  handle: async context => {
    refuseOutsideDemo(context);
    const mail = await findMail(context.kernel, context.params.id);
    if (!mail) throw refuse('not_found');
    return html(
      renderPage(
        <SitePage shell={shell(context)} title={mail.subject}>
          <p>
            <a href={href(routes.operator.mailbox)}>Demo mailbox</a>
          </p>
          <h1>{mail.subject}</h1>
          <DefinitionList
            items={[
              { term: 'To', detail: mail.to },
              { term: 'Sent', detail: <Time at={mail.createdAt} /> },
            ]}
          />
          <div class="mail-text">
            {mail.text
              .split(/(https?:\/\/\S+)/)
              .map((part, index) => (index % 2 === 1 ? <a href={part}>{part}</a> : part))}
          </div>
        </SitePage>,
      ),
    );
  },
});

export const mailboxRoutes = [list, one];
