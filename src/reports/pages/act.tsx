// What a reporter does on the page of their report: write, add files, withdraw, ask for a second look, claim.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { reporter, signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { clearCookie, readCookie } from '../../core/http/cookies.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { FormErrors, TextArea } from '../../web/ui/form.tsx';
import { longestMessage } from '../add-to-conversation.ts';
import { listAttachments } from '../attachment-store.ts';
import { receiveEvidence } from '../intake/receive-evidence.ts';
import { opensReport } from '../receipt-store.ts';
import { readReport } from '../report-store.ts';
import { appealReport, noteAddedFiles, withdrawReport, writeAsReporter } from '../reporter/act-as-reporter.ts';
import { claimReport } from '../reporter/claim-report.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';
import { showReport } from './show.tsx';

const text = Type.Optional(Type.String());

export const actRoutes = [
  defineRoute({
    method: 'POST',
    at: routes.reports.reply,
    access: reporter(),
    limit: 'change',
    summary: 'Writes a message to the security team.',
    body: Type.Object({ text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const typed = (body.text ?? '').toWellFormed();
      const fault =
        typed.trim() === ''
          ? 'Write something before you send it.'
          : [...typed].length > longestMessage
            ? 'This is too long for a message. Add it as a file instead.'
            : undefined;
      if (fault !== undefined) {
        const report = await readOwnReport(kernel, actor, params.id);
        return showReport(context, report, { form: 'reply', values: { text: typed }, errors: { text: fault } });
      }
      await writeAsReporter(kernel, actor, params.id, typed);
      return backTo(params.id, 'messages');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.addFiles,
    access: reporter(),
    limit: 'change',
    summary: 'Adds files to a report.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, params, request } = context;
      const report = await readOwnReport(kernel, actor, params.id);
      const already = await listAttachments(kernel, actor, report.id);
      const evidence = receiveEvidence(kernel);
      await readMultipart(request, part =>
        evidence.take(part, { report: report.id, already, addedBy: 'reporter', message: null }),
      );
      if (evidence.kept.length > 0) await noteAddedFiles(kernel, actor, report.id, evidence.kept);
      if (evidence.kept.length > 0 && evidence.faults.length === 0) return backTo(report.id, 'messages');
      const sentences = evidence.faults.map(({ sentence }) => sentence).join(' ') || 'Choose a file first.';
      return showReport(context, await readOwnReport(kernel, actor, report.id), {
        form: 'files',
        errors: { evidence: sentences },
      });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.withdraw,
    access: reporter(),
    limit: 'page',
    summary: 'Asks whether to withdraw a report.',
    handle: async context => confirmWithdraw(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.withdraw,
    access: reporter(),
    limit: 'change',
    summary: 'Withdraws a report.',
    handle: async context => {
      const moved = await withdrawReport(context.kernel, context.actor, context.params.id);
      return moved.ok
        ? backTo(context.params.id, 'way')
        : confirmWithdraw(context, context.params.id, moved.refused.sentence);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.appeal,
    access: reporter(),
    limit: 'page',
    summary: 'Asks why a second look is needed.',
    handle: async context => confirmAppeal(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.appeal,
    access: reporter(),
    limit: 'change',
    summary: 'Asks once for a second look by someone else.',
    body: Type.Object({ text }),
    handle: async context => {
      const typed = (context.body.text ?? '').toWellFormed();
      const moved = await appealReport(context.kernel, context.actor, context.params.id, typed);
      return moved.ok
        ? backTo(context.params.id, 'way')
        : confirmAppeal(context, context.params.id, { typed, sentence: moved.refused.sentence });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.claim,
    access: signedIn(),
    limit: 'page',
    summary: 'Asks whether a report shall belong to the account.',
    handle: async context => confirmClaim(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.claim,
    access: signedIn(),
    limit: 'change',
    summary: 'Makes a report belong to the account.',
    handle: async ({ kernel, actor, params, request, reply }) => {
      await claimReport(kernel, actor, params.id, readCookie(kernel.config, request, 'receipt'));
      clearCookie(kernel.config, reply, 'receipt');
      return seeOther(href(routes.reports.show, { id: params.id }));
    },
  }),
];

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const backTo = (id: string, part: string): Answer => seeOther(`${href(routes.reports.show, { id })}#${part}`);

async function confirmWithdraw(context: PageContext, id: string, refused?: string): Promise<Answer> {
  const report = await readOwnReport(context.kernel, context.actor, id);
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Withdraw report">
        <Confirm
          title={`Withdraw ${report.number}?`}
          consequence={
            <p>
              {refused ??
                'The report is closed as withdrawn. The team keeps what you sent and may still fix what you found; you can go on reading and writing here.'}
            </p>
          }
          action={href(routes.reports.withdraw, { id })}
          confirmLabel="Withdraw report"
          cancelHref={href(routes.reports.show, { id })}
        />
      </CardPage>,
    ),
    { status: refused === undefined ? 200 : 422 },
  );
}

async function confirmAppeal(
  context: PageContext,
  id: string,
  failed?: { readonly typed: string; readonly sentence: string },
): Promise<Answer> {
  const report = await readOwnReport(context.kernel, context.actor, id);
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Ask for a second look">
        <Confirm
          title={`Ask for a second look at ${report.number}?`}
          consequence={
            <p>
              The report is opened again, and someone other than the person who ended it decides. This can be asked for
              once.
            </p>
          }
          action={href(routes.reports.appeal, { id })}
          confirmLabel="Ask for a second look"
          cancelHref={href(routes.reports.show, { id })}
          cancelLabel="Leave it as it is"
          tone="primary"
          values={{ text: failed?.typed }}
          errors={failed ? { text: failed.sentence } : {}}
        >
          <FormErrors kept="Your text was kept." />
          <TextArea
            name="text"
            label="What should they look at?"
            hint="What was overlooked or misunderstood, with anything new that shows it."
            rows={6}
            maxLength={longestMessage}
            required
          />
        </Confirm>
      </CardPage>,
    ),
    { status: failed ? 422 : 200 },
  );
}

async function confirmClaim(context: PageContext, id: string): Promise<Answer> {
  const { kernel, request } = context;
  if (!(await opensReport(kernel, readCookie(kernel.config, request, 'receipt'), id))) throw refuse('not_found');
  const report = await readReport(kernel, { kind: 'receipt-holder', report: id }, id);
  return html(
    renderPage(
      <CardPage shell={shell(context)} title="Add report to your account">
        <Confirm
          title={`Add ${report.number} to your account?`}
          consequence={
            report.reporter === null ? (
              <p>
                The team will see that “{report.title}” was sent by you, and news goes to your account’s address. This
                cannot be undone. To stay unnamed, sign out and come back with the code.
              </p>
            ) : (
              <p>This report belongs to an account already. Sign out to open it with its code.</p>
            )
          }
          action={href(routes.reports.claim, { id })}
          confirmLabel="Add to my account"
          cancelHref={href(routes.reports.mine)}
          cancelLabel="Not now"
          tone="primary"
        />
      </CardPage>,
    ),
  );
}
