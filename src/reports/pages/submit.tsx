// The intake form: no account, no script needed. GET shows it, POST scores, previews or sends it.
import { href, routes } from '../../catalog/routes.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { setCookie } from '../../core/http/cookies.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { type CurrentProgram, currentProgram } from '../../program/index.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { FormBody, loadFormBody, statusOf } from '../form/form-body.tsx';
import { type FormState, takeForm } from '../form/take-form.ts';
import { RECEIPT_SESSION_MS } from '../intake/submit-report.ts';
import { carryCode } from '../reporter/sent-flash.ts';

export const submitRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.reports.submit,
    access: publicly(),
    limit: 'page',
    summary: 'The form to report a vulnerability.',
    handle: async context => {
      const program = await currentProgram(context.kernel);
      return show(context, program, { token: newToken(context.kernel.random), files: [] });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.submit,
    access: publicly(),
    limit: 'report',
    summary: 'Sends a report, or shows its score or a preview.',
    multipart: true,
    limitBytes: 2 * 1024 * 1024,
    handle: async context => {
      const { kernel, actor, reply } = context;
      const program = await currentProgram(kernel);
      const outcome = await takeForm(context, { source: 'form', actor, program });
      if (outcome.kind === 'show') return show(context, program, outcome.state);
      const { id, number, code, sessionToken } = outcome.sent;
      await carryCode(kernel, reply, { report: id, number, code });
      if (sessionToken !== undefined)
        setCookie(kernel.config, reply, 'receipt', sessionToken, RECEIPT_SESSION_MS / 1000);
      return seeOther(href(routes.reports.sent));
    },
  }),
];

async function show(context: RouteContext, program: CurrentProgram, state: FormState): Promise<Answer> {
  const { kernel, actor } = context;
  const { operator } = kernel.config;
  const body = await loadFormBody(kernel, program, {
    state,
    action: href(routes.reports.submit),
    isSignedIn: actor.kind === 'person',
    isFramed: false,
  });
  return html(
    renderPage(
      <SitePage
        shell={shell(context)}
        title="Report a vulnerability"
        description={`Tell ${operator.name} about a weakness. No account needed.`}
      >
        <header class="program-head">
          <h1>Report a vulnerability</h1>
          <p class="lead">
            No account and no name needed. What you write is encrypted when it arrives and read by the security team of{' '}
            {operator.name} only.
          </p>
        </header>
        <FormBody {...body} />
      </SitePage>,
    ),
    { status: statusOf(state) },
  );
}
