// Where staff makes parts of a report unreadable: choose, look at what would go, say why, and only then it goes.
import type { ComponentChildren } from 'preact';
import Type from 'typebox';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { isRefusal, refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Callout } from '../../../web/ui/text.tsx';
import { listMailsOfReport } from '../../mailin/mail-store.ts';
import { isReporter, readReport } from '../../report-store.ts';
import { findPlaces } from '../find-places.ts';
import { planRedaction } from '../plan-redaction.ts';
import { redactReport } from '../redact-report.ts';
import { endRequests } from '../redaction-store.ts';
import { RedactForm, type RedactValues } from './redact-form.tsx';
import { RedactPreview } from './redact-preview.tsx';

const text = Type.Optional(Type.String());
const many = Type.Optional(Type.Array(Type.String()));

export const redactRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.redact,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'What of a report can be made unreadable.',
    handle: context => showForm(context, noValues),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.redact,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Shows what would become unreadable, and then makes it so.',
    body: Type.Object({
      revision: text,
      pick: many,
      whole: many,
      passage: text,
      mails: text,
      reason: text,
      step: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const values: RedactValues = {
        pick: body.pick ?? [],
        whole: body.whole ?? [],
        passage: (body.passage ?? '').toWellFormed(),
        mails: body.mails,
        reason: (body.reason ?? '').toWellFormed(),
      };
      if (body.step === 'edit') return showForm(context, values);
      if (body.step !== 'confirmed') return showPreview(context, values);
      const input = {
        id: params.id,
        revision: /^\d{1,9}$/.test(body.revision ?? '') ? Number(body.revision) : -1,
        picked: [...values.pick, ...values.whole],
        passage: values.passage,
        mails: values.mails === 'on',
        reason: values.reason,
      };
      try {
        const done = await redactReport(kernel, actor, input);
        if (!done.ok) return showForm(context, values, { errors: { [done.field]: done.fault } });
        return seeOther(`${href(routes.reports.triage, { id: params.id })}#redaction`);
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return showForm(context, values, { isOvertaken: true });
      }
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.redactionDecline,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Ends a request to make something unreadable without doing so.',
    body: Type.Object({ request: text }),
    handle: async ({ kernel, actor, params, body }) => {
      const report = await readReport(kernel, actor, params.id);
      if (isReporter(actor, report)) throw refuse('not_allowed');
      await kernel.transaction(async kernel => {
        const ended = await endRequests(kernel, actor, report.id, { outcome: 'declined', id: body.request ?? '' });
        if (ended > 0)
          await kernel.audit.record(kernel.db, {
            actor: actor.kind === 'person' ? actor.id : actor.kind,
            action: 'report.redaction-declined',
            subject: report.id,
            details: { request: body.request ?? '' },
          });
      });
      return seeOther(`${href(routes.reports.triage, { id: params.id })}#redaction`);
    },
  }),
];

const noValues: RedactValues = { pick: [], whole: [], passage: '', mails: 'on', reason: '' };

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'> & { readonly params: { readonly id: string } };
type FormState = { readonly errors?: Readonly<Record<string, string>>; readonly isOvertaken?: boolean };

async function load({ kernel, actor, params }: PageContext) {
  const report = await readReport(kernel, actor, params.id);
  // As everything else that changes a report: not by who sent it.
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
  if (!judges) throw refuse('not_allowed');
  const [places, mails] = await Promise.all([
    findPlaces(kernel, actor, report),
    listMailsOfReport(kernel, actor, report.id),
  ]);
  return { report, places, mails: mails.length };
}

async function showForm(context: PageContext, values: RedactValues, state: FormState = {}): Promise<Answer> {
  const { report, places, mails } = await load(context);
  return page(
    context,
    report,
    <>
      {state.isOvertaken && (
        <div role="alert">
          <Callout tone="attention" title="Someone changed this report meanwhile">
            <p>Nothing was made unreadable. Look at what there is now, and choose again.</p>
          </Callout>
        </div>
      )}
      <RedactForm report={report} places={places} mails={mails} values={values} errors={state.errors ?? {}} />
    </>,
    state.isOvertaken ? 409 : state.errors ? 422 : 200,
  );
}

async function showPreview(context: PageContext, values: RedactValues): Promise<Answer> {
  const { report, places, mails } = await load(context);
  const plan = planRedaction(places, { picked: [...values.pick, ...values.whole], passage: values.passage });
  if (!plan.ok) return showForm(context, values, { errors: { [plan.field]: plan.fault } });
  const shown = (
    <RedactPreview report={report} places={plan.places} mails={values.mails === 'on' ? mails : 0} values={values} />
  );
  return page(context, report, shown, 200);
}

const page = (
  context: PageContext,
  { id, number }: { readonly id: string; readonly number: string },
  content: ComponentChildren,
  status: number,
): Answer =>
  html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Redact ${number}`}
        heading="Make something unreadable"
        breadcrumbs={[
          { href: href(routes.reports.queue), label: 'Triage' },
          { href: href(routes.reports.triage, { id }), label: number },
        ]}
      >
        {content}
      </StaffConsole>,
    ),
    { status },
  );
