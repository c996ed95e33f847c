// The audit log, newest first, filtered by who, what and whom.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { type AuditListEntry, listAuditEntries } from '../../core/audit/audit-list.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

const PAGE = 50;

export const auditRoute = defineRoute({
  method: 'GET',
  at: routes.operator.audit,
  access: staff('audit.read'),
  limit: 'page',
  summary: 'The audit log.',
  query: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    actor: Type.Optional(Type.String({ maxLength: 100 })),
    action: Type.Optional(Type.String({ maxLength: 100 })),
    subject: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  handle: async context => {
    const { before } = context.query;
    const actor = context.query.actor?.trim() || undefined;
    const action = context.query.action?.trim() || undefined;
    const subject = context.query.subject?.trim() || undefined;
    const found = await listAuditEntries(context.kernel.db, { before, actor, action, subject }, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const last = rows.at(-1);
    const filter = { actor, action, subject };
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Audit log">
          <p>
            Each entry carries the hash of the one before it. `telltale verify-audit` checks the whole chain and its
            signed checkpoints.
          </p>
          <Form
            method="get"
            action={href(routes.operator.audit)}
            values={{ actor: actor ?? '', action: action ?? '', subject: subject ?? '' }}
          >
            <Field name="actor" label="Who" hint="An id such as per_…" width="medium" />
            <Field name="action" label="What" hint="Such as report.move" width="medium" />
            <Field name="subject" label="Whom or what" hint="An id such as rpt_…" width="medium" />
            <Button kind="quiet">Filter</Button>
          </Form>
          <Table
            caption="Audit entries"
            captionHidden
            dense
            rows={rows}
            rowKey={({ seq }) => String(seq)}
            empty={
              <EmptyState title="No entries match" icon="search">
                <p>Everything that changes access, reports or keys is recorded here.</p>
              </EmptyState>
            }
            columns={[
              { key: 'seq', label: 'Entry', numeric: true, narrow: true, cell: ({ seq }) => seq },
              { key: 'at', label: 'When', narrow: true, cell: ({ at }) => <Time at={at} /> },
              { key: 'action', label: 'What', main: true, cell: entry => entry.action },
              { key: 'actor', label: 'Who', cell: entry => <Mono>{entry.actor}</Mono> },
              { key: 'subject', label: 'Whom or what', cell: entry => <Mono>{entry.subject}</Mono> },
              { key: 'details', label: 'Details', cell: entry => <Details entry={entry} /> },
            ]}
          />
          <Pager
            label="audit entries"
            previous={before === undefined ? undefined : href(routes.operator.audit, undefined, filter)}
            next={
              found.length > PAGE && last
                ? href(routes.operator.audit, undefined, { ...filter, before: last.seq })
                : undefined
            }
          />
        </StaffConsole>,
      ),
    );
  },
});

const Details = ({ entry }: { entry: AuditListEntry }) => {
  const facts = Object.entries(entry.details);
  return facts.length === 0 ? (
    'none'
  ) : (
    <Mono>
      {facts.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}
    </Mono>
  );
};
