// The door by which a reporter asks to have something of their report made unreadable.
import Type from 'typebox';
import { href, routes } from '../../../catalog/routes.ts';
import { reporter } from '../../../core/http/access.ts';
import { seeOther } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { showReport } from '../../pages/show.tsx';
import { readOwnReport } from '../../reporter/read-own-report.ts';
import { askForRedaction } from '../ask-for-redaction.ts';

const text = Type.Optional(Type.String());

export const askRedactionRoute = defineRoute({
  method: 'POST',
  at: routes.reports.askRedaction,
  access: reporter(),
  limit: 'change',
  summary: 'Asks the team to make something of a report unreadable.',
  body: Type.Object({ place: text, why: text }),
  handle: async context => {
    const { kernel, actor, params, body } = context;
    const values = { place: body.place ?? '', why: (body.why ?? '').toWellFormed().slice(0, 2000) };
    const fault = await askForRedaction(kernel, actor, params.id, values);
    if (fault === undefined) return seeOther(`${href(routes.reports.show, { id: params.id })}#messages`);
    const report = await readOwnReport(kernel, actor, params.id);
    return showReport(context, report, { form: 'redaction', values, errors: { place: fault } });
  },
});
