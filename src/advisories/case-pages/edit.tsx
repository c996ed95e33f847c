// Opening a case, and editing what it says of itself.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { findOrigin, type Origin } from '../cases/case-origin.ts';
import { readCase } from '../cases/case-store.ts';
import { editCase } from '../cases/edit-case.ts';
import { inviteParticipant } from '../cases/invite-participant.ts';
import { openCase } from '../cases/open-case.ts';
import { longestText } from '../cases/take-part.ts';
import type { Fields } from './form-state.ts';
import { longestTitle, readTexts } from './read-forms.ts';

const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const editRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.cases.create,
    access: staff('case.manage'),
    limit: 'page',
    summary: 'Asks what a new case is about.',
    query: Type.Object({ report: text }),
    handle: async context => {
      const { kernel, actor, query } = context;
      const origin = query.report === undefined ? undefined : await findOrigin(kernel, actor, query.report);
      return createPage(context, origin, {
        title: origin?.title,
        summary: origin?.summary,
        isVendor: 'on',
        invitesReporter: origin?.reporter ? 'on' : undefined,
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.create,
    access: staff('case.manage'),
    limit: 'change',
    summary: 'Opens a case.',
    body: Type.Object({ report: text, title: text, summary: text, isVendor: text, invitesReporter: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const origin = body.report ? await findOrigin(kernel, actor, body.report) : undefined;
      const read = readTexts(body);
      if (!read.ok) return createPage(context, origin, body, read.errors);
      const id = await kernel.transaction(async kernel => {
        const opened = await openCase(kernel, actor, {
          ...read.value,
          isVendor: body.isVendor === 'on',
          progress: origin?.progress ?? 'received',
          report: origin?.report ?? null,
          issue: origin?.issue ?? null,
        });
        if (origin?.reporter && body.invitesReporter === 'on')
          await inviteParticipant(kernel, actor, opened.id, { ...origin.reporter, roles: ['finder', 'reporter'] });
        return opened.id;
      });
      return seeOther(href(routes.cases.show, { id }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.cases.edit,
    access: staff('case.manage'),
    limit: 'page',
    summary: 'The description of a case in a form.',
    handle: async context => {
      const { title, summary, revision, number } = await readCase(context.kernel, context.actor, context.params.id);
      return editPage(context, context.params.id, number, { title, summary, revision: String(revision) });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.edit,
    access: staff('case.manage'),
    limit: 'change',
    summary: 'Writes the description of a case.',
    body: Type.Object({ title: text, summary: text, revision: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      const { number, revision } = await readCase(kernel, actor, id);
      const read = readTexts(body);
      if (!read.ok) return editPage(context, id, number, body, { errors: read.errors });
      try {
        await editCase(kernel, actor, id, { ...read.value, revision: Number(body.revision) });
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return editPage(context, id, number, { ...body, revision: String(revision) }, { isOvertaken: true });
      }
      return seeOther(href(routes.cases.show, { id }));
    },
  }),
];

function createPage(
  context: PageContext,
  origin: Origin | undefined,
  values: Fields,
  errors?: Readonly<Record<string, string>>,
): Answer {
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Open a case"
        breadcrumbs={[{ href: href(routes.cases.list), label: 'Cases' }]}
      >
        <Form action={href(routes.cases.create)} values={values} errors={errors} guarded>
          <FormErrors kept="What you typed was kept." />
          {origin && (
            <>
              <Hidden name="report" value={origin.report} />
              <p>
                From report <a href={href(routes.reports.triage, { id: origin.report })}>{origin.number}</a>. Check what
                you share: everybody in the case reads the text below.
              </p>
            </>
          )}
          <TextFields />
          <Checkbox
            name="isVendor"
            label="We make the affected product"
            hint="Then the vendor knows of it, as of now. Otherwise we coordinate for others."
          />
          {origin?.reporter && (
            <Checkbox
              name="invitesReporter"
              label="Invite the reporter"
              hint={`They take part as “${origin.reporter.name}”; the other parties never see their address.`}
            />
          )}
          <ButtonRow>
            <Button kind="primary">Open case</Button>
            <ButtonLink href={href(routes.cases.list)}>Not now</ButtonLink>
          </ButtonRow>
        </Form>
      </StaffConsole>,
    ),
    { status: errors ? 422 : 200 },
  );
}

type Extras = { errors?: Readonly<Record<string, string>>; isOvertaken?: boolean };

function editPage(
  context: PageContext,
  id: string,
  number: string,
  values: Fields,
  { errors, isOvertaken = false }: Extras = {},
): Answer {
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Description of ${number}`}
        breadcrumbs={[
          { href: href(routes.cases.list), label: 'Cases' },
          { href: href(routes.cases.show, { id }), label: number },
        ]}
      >
        {isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone edited it meanwhile">
              <p>
                Your text is kept below and not saved yet. <a href={href(routes.cases.show, { id })}>Look at theirs</a>,
                then save yours if it is still right.
              </p>
            </Callout>
          </div>
        )}
        <Form action={href(routes.cases.edit, { id })} values={values} errors={errors} guarded>
          <FormErrors kept="What you typed was kept." />
          <Hidden name="revision" value={values['revision'] ?? ''} />
          <TextFields />
          <ButtonRow>
            <Button kind="primary">Save description</Button>
            <ButtonLink href={href(routes.cases.show, { id })}>Leave it as it is</ButtonLink>
          </ButtonRow>
        </Form>
      </StaffConsole>,
    ),
    { status: isOvertaken ? 409 : errors ? 422 : 200 },
  );
}

const TextFields = () => (
  <>
    <Field name="title" label="Title" hint="Product, kind of weakness, effect." maxLength={longestTitle} required />
    <TextArea
      name="summary"
      label="What it is about"
      hint="Markdown. Everybody in the case reads it; whoever has to agree with an embargo first, only then."
      rows={14}
      maxLength={longestText}
    />
  </>
);
