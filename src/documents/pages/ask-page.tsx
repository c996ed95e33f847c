// Asking for documents: each ticked one by one, for whom and what for.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { documentVisitor } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState } from '../../web/ui/table.tsx';
import { askForDocuments } from '../requests/ask.ts';
import { WAITING_DAYS } from '../requests/request-store.ts';
import { listListed } from '../shelf/document-store.ts';
import { approvalWords } from '../shelf/list-offered.ts';
import { termsOf } from '../terms/sign-terms.ts';
import { BackToList, type Context, quiet, sitePage } from './parts.tsx';
import { oneLine, someLines } from './read-text.ts';

const many = Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 }));
const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const LONGEST_PURPOSE = 2_000;

export const askRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.ask,
    access: documentVisitor(),
    limit: 'page',
    summary: 'A form to ask for documents.',
    query: Type.Object({ documents: many, accepted: text(10) }),
    handle: async context => {
      const { kernel, actor, query } = context;
      if (actor.kind !== 'document-visitor') throw refuse('not_found');
      const { signature } = await termsOf(kernel, actor.id);
      if (!signature) return seeOther(href(routes.documents.accept), { headers: quiet });
      return formPage(
        context,
        { documents: query.documents ?? [], organization: signature.record.organization, purpose: '' },
        {},
        query.accepted === undefined ? undefined : 'The terms are accepted.',
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.ask,
    access: documentVisitor(),
    limit: 'change',
    summary: 'Asks for documents that are named one by one.',
    body: Type.Object({ documents: many, organization: text(400), purpose: text(20_000) }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const typed = {
        documents: body.documents ?? [],
        organization: oneLine(body.organization ?? ''),
        purpose: someLines(body.purpose ?? ''),
      };
      const errors: FieldErrors = {
        ...(typed.documents.length === 0 && { documents: 'Tick each document that you need.' }),
        ...((typed.organization.length < 2 || typed.organization.length > 120) && {
          organization: 'Enter the name of your organization, or “private”.',
        }),
        ...((typed.purpose.length < 10 || typed.purpose.length > LONGEST_PURPOSE) && {
          purpose: `Say in a sentence what you need them for: 10 to ${LONGEST_PURPOSE} characters.`,
        }),
      };
      if (Object.keys(errors).length > 0) return formPage(context, typed, errors);
      const asked = await askForDocuments(kernel, actor, typed);
      if ('needs' in asked) return seeOther(href(routes.documents.accept), { headers: quiet });
      if ('documents' in asked) return formPage(context, typed, { documents: asked.documents });
      return seeOther(href(routes.documents.mine, undefined, { done: 'asked' }), { headers: quiet });
    },
  }),
];

type Typed = { readonly documents: readonly string[]; readonly organization: string; readonly purpose: string };

async function formPage(context: Context, typed: Typed, errors: FieldErrors = {}, done?: string): Promise<Answer> {
  const listed = await listListed(context.kernel);
  return sitePage(
    context,
    'Ask for documents',
    <>
      <h1>Ask for documents</h1>
      {listed.length === 0 ? (
        <EmptyState title="Nothing can be asked for at the moment" icon="file-text" />
      ) : (
        <Form
          action={href(routes.documents.ask)}
          values={{ documents: [...typed.documents], organization: typed.organization, purpose: typed.purpose }}
          errors={errors}
          guarded
        >
          <FormErrors kept="What you typed was kept." />
          <CheckboxGroup
            name="documents"
            label="Which documents"
            hint="Each one that you tick is decided on its own."
            look="cards"
            options={listed.map(({ id, title, about, approvals, grantDays, current }) => ({
              value: id,
              label: `${title}, version ${current.number}`,
              hint: `${about} ${approvalWords[approvals]}; for ${grantDays} days.`,
            }))}
            required
          />
          <Field
            name="organization"
            label="For which organization"
            autocomplete="organization"
            maxLength={120}
            required
          />
          <TextArea name="purpose" label="What you need them for" rows={4} maxLength={LONGEST_PURPOSE} required />
          <ButtonRow>
            <Button kind="primary" icon="send">
              Ask
            </Button>
          </ButtonRow>
        </Form>
      )}
      <p class="field-hint">
        You are told by mail once there is an answer. What nobody answers ends after {WAITING_DAYS} days. <BackToList />
      </p>
    </>,
    { status: Object.keys(errors).length > 0 ? 422 : 200, done },
  );
}
