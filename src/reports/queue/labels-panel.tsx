// Labels on the page of a report: those it has, each to be taken off, and a field to add more.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Panel } from '../../core/panel.ts';
import { Button } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { isReporter, readReport } from '../report-store.ts';
import { readLabels } from './label.ts';
import { labelReport } from './label-report.ts';
import { labelsOf, listLabels } from './label-store.ts';

export const labelsPanel: Panel = {
  name: 'labels',
  on: 'report',
  place: 'side',
  order: 40,
  load: async (kernel, actor, report) => {
    const [labels, known] = await Promise.all([labelsOf(kernel, report), listLabels(kernel)]);
    const sent = await readReport(kernel, actor, report);
    const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, sent);
    if (!judges && labels.length === 0) return null;
    const action = href(routes.reports.label, { id: report });
    return (
      <Card title="Labels">
        {labels.length > 0 && (
          <form class="queue-labels" method="post" action={action}>
            {labels.map(label =>
              judges ? (
                <button key={label} class="queue-label queue-label-off" type="submit" name="remove" value={label}>
                  {label}
                  <span class="visually-hidden">: take off</span>
                  <Icon name="x" size={14} />
                </button>
              ) : (
                <span key={label} class="queue-label">
                  {label}
                </span>
              ),
            )}
          </form>
        )}
        {judges && (
          <Form action={action} scope="label" label="Labels">
            <div class="side-line">
              <Field
                name="add"
                label="Add labels"
                hint="Parted by commas. Only the team sees them, but they are not sealed: nothing of the report belongs in them."
                list="labels-known"
              />
              <Button size="small">Add</Button>
            </div>
            <datalist id="labels-known">
              {known.map(label => (
                <option key={label} value={label} />
              ))}
            </datalist>
          </Form>
        )}
      </Card>
    );
  },
};

const text = Type.Optional(Type.String());

export const labelRoute = defineRoute({
  method: 'POST',
  at: routes.reports.label,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Puts labels on a report, or takes them off.',
  body: Type.Object({ add: text, remove: text }),
  handle: async ({ kernel, actor, params, body }) => {
    const { id } = params;
    const change = { add: readLabels(body.add ?? ''), remove: readLabels(body.remove ?? '') };
    const outcome = await labelReport(kernel, actor, { id, change });
    if (!outcome.ok) throw refuse('invalid_input', { field: 'add' });
    return seeOther(href(routes.reports.triage, { id }));
  },
});
