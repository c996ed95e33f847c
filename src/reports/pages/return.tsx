// Coming back to a report with its receipt code, and leaving it.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { clearCookie, readCookie, setCookie } from '../../core/http/cookies.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { RECEIPT_SESSION_MS } from '../intake/submit-report.ts';
import { leaveReport, returnToReport } from '../reporter/return-to-report.ts';

const faults = {
  missing: 'Enter the receipt code that you were given.',
  mistyped:
    'This is not a receipt code as we give them: seven groups of four letters and digits. Check it for a typing mistake.',
  unknown: 'No report has this code. Check it for a typing mistake, or whether it belongs to another site.',
};

export const returnRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.reports.return,
    access: publicly(),
    limit: 'page',
    summary: 'Asks for the receipt code of a report.',
    handle: async context => ask(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.return,
    access: publicly(),
    limit: 'receipt',
    summary: 'Opens the report of a receipt code.',
    body: Type.Object({ code: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, body, reply } = context;
      const typed = body.code ?? '';
      if (typed.trim() === '') return ask(context, { typed, fault: 'missing' });
      const result = await returnToReport(kernel, typed);
      if (!result.ok) return ask(context, { typed, fault: result.fault });
      setCookie(kernel.config, reply, 'receipt', result.token, RECEIPT_SESSION_MS / 1000);
      // Who is signed in acts as themselves, so they decide first whether the report shall be theirs.
      const next = actor.kind === 'person' ? routes.reports.claim : routes.reports.show;
      return seeOther(href(next, { id: result.report }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.leave,
    access: publicly(),
    limit: 'change',
    summary: 'Closes the report in this browser; the code opens it again.',
    handle: async ({ kernel, request, reply }) => {
      const token = readCookie(kernel.config, request, 'receipt');
      if (token !== undefined) await leaveReport(kernel, token);
      clearCookie(kernel.config, reply, 'receipt');
      return seeOther(href(routes.reports.return));
    },
  }),
];

type Failed = { readonly typed: string; readonly fault: keyof typeof faults };

function ask(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>, failed?: Failed): Answer {
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Return to a report">
        <h1>Return to a report</h1>
        <p>With the receipt code you read what happened to your report, answer questions and add files.</p>
        <Form
          action={href(routes.reports.return)}
          values={{ code: failed?.typed }}
          errors={failed ? { code: faults[failed.fault] } : {}}
        >
          <FormErrors />
          <Field
            name="code"
            label="Receipt code"
            hint="Like 7K2M-X9QD-…; capitals, spaces and dashes do not matter."
            mono
            autocomplete="off"
            spellcheck={false}
            required
          />
          <Button kind="primary" wide>
            Open report
          </Button>
        </Form>
        <p class="field-hint">
          Code lost? Nobody can make a new one for an anonymous report. If you sent it from an account, it is listed
          under <a href={href(routes.reports.mine)}>My reports</a>.
        </p>
      </CardPage>,
    ),
    { status: failed ? 422 : 200 },
  );
}
