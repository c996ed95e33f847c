// Where staff writes what an issue is: title, summary, root cause, severity, ids, where the fix is.
import Type from 'typebox';
import { href, routes } from '../../../catalog/routes.ts';
import { isRefusal, refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { priorityWords } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Callout } from '../../../web/ui/text.tsx';
import { editIssue, fieldsOf, type IssueFields } from '../edit-issue.ts';
import { findIssue } from '../issue-store.ts';

const text = Type.Optional(Type.String());

export const editIssueRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.reports.issueEdit,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'Where an issue is written.',
    handle: context => showForm(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueEdit,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Changes what an issue says.',
    body: Type.Object({
      revision: text,
      title: text,
      summary: text,
      rootCause: text,
      severity: text,
      cvss: text,
      cweIds: text,
      cveIds: text,
      fixReferences: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const { revision, ...fields } = body;
      try {
        const read = await editIssue(kernel, actor, { id: params.id, revision: revisionOf(revision), fields });
        if (read.ok) return seeOther(href(routes.reports.issue, { id: params.id }));
        return showForm(context, params.id, { fields, errors: read.errors, isOvertaken: false });
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return showForm(context, params.id, { fields, errors: {}, isOvertaken: true });
      }
    },
  }),
];

/** A revision that no issue has, when the form carries none. */
export const revisionOf = (typed: string | undefined): number =>
  typed !== undefined && /^\d{1,9}$/.test(typed) ? Number(typed) : -1;

type Refused = { readonly fields: IssueFields; readonly errors: FieldErrors; readonly isOvertaken: boolean };

async function showForm(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  id: string,
  refused?: Refused,
): Promise<Answer> {
  const issue = await findIssue(context.kernel, context.actor, id);
  if (!issue) throw refuse('not_found');
  const back = href(routes.reports.issue, { id });
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Edit ${issue.number}`}
        breadcrumbs={[
          { href: href(routes.reports.issues), label: 'Issues' },
          { href: back, label: issue.number },
        ]}
      >
        {refused?.isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone changed this issue meanwhile">
              <p>Nothing was saved yet. What you typed stands below; saving it now replaces what they wrote.</p>
            </Callout>
          </div>
        )}
        <Form
          action={href(routes.reports.issueEdit, { id })}
          values={refused ? refused.fields : fieldsOf(issue)}
          errors={refused?.errors ?? {}}
          guarded
          label="Issue"
        >
          <FormErrors kept="What you typed was kept." />
          <Hidden name="revision" value={String(issue.revision)} />
          <Field name="title" label="Title" hint="Reporters don’t see it." required />
          <TextArea
            name="summary"
            label="Summary"
            hint="What somebody must know who never saw a report. Markdown works."
            rows={6}
          />
          <TextArea name="rootCause" label="Root cause" hint="Why it could happen. Stays inside." rows={5} />
          <Select
            name="severity"
            label="Final priority"
            placeholder="Not judged"
            width="medium"
            options={([1, 2, 3, 4, 5] as const).map(level => ({
              value: String(level),
              label: `P${level} ${priorityWords[level]}`,
            }))}
          />
          <TextArea name="cvss" label="CVSS vectors" hint="One a line, 3.1 or 4.0." rows={2} mono />
          <TextArea name="cweIds" label="CWE ids" hint="Such as CWE-639." rows={2} mono />
          <TextArea name="cveIds" label="CVE ids" hint="Such as CVE-2026-12345." rows={2} mono />
          <TextArea
            name="fixReferences"
            label="Where the fix is"
            hint="Commits, releases, change numbers; one a line."
            rows={3}
            mono
          />
          <ButtonRow>
            <Button kind="primary">Save issue</Button>
            <ButtonLink href={back}>Leave it as it is</ButtonLink>
          </ButtonRow>
        </Form>
      </StaffConsole>,
    ),
    { status: refused?.isOvertaken ? 409 : refused ? 422 : 200 },
  );
}
