// Whom the public page names for questions: one contact before buying, one for customers.
import Type from 'typebox';
import { normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { oneLine } from '../pages/read-text.ts';
import { keepContact, listContacts } from '../terms/terms-store.ts';
import { type Context, deskPage } from './frame.tsx';

const text = Type.Optional(Type.String({ maxLength: 400 }));
const purposes = [
  ['sales', 'Sales', 'For who has not bought yet.'],
  ['success', 'Customer success', 'For customers.'],
] as const;

export const contactRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.contacts,
    access: staff('documents.manage'),
    limit: 'page',
    summary: 'Whom the public page names for questions.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => {
      const values = Object.fromEntries(
        (await listContacts(context.kernel)).flatMap(({ purpose, name, mail }) => [
          [`${purpose}Name`, name],
          [`${purpose}Mail`, mail],
        ]),
      );
      return contactPage(context, values, {}, context.query.done === undefined ? undefined : 'Saved.');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.contacts,
    access: staff('documents.manage'),
    limit: 'change',
    summary: 'Names contacts on the public page.',
    body: Type.Object({ salesName: text, salesMail: text, successName: text, successMail: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const contacts = purposes.map(([purpose]) => ({
        purpose,
        name: oneLine(body[`${purpose}Name`] ?? ''),
        typed: (body[`${purpose}Mail`] ?? '').trim(),
      }));
      const errors: FieldErrors = Object.fromEntries(
        contacts.flatMap(({ purpose, name, typed }) => [
          ...(name.length > 120 ? [[`${purpose}Name`, 'Enter at most 120 characters.']] : []),
          ...(name === '' && typed !== '' ? [[`${purpose}Name`, 'Name who it is, or leave both empty.']] : []),
          ...(name !== '' && normalizeEmail(typed) === undefined
            ? [[`${purpose}Mail`, 'Enter an address that visitors can write to.']]
            : []),
        ]),
      );
      if (Object.keys(errors).length > 0) return contactPage(context, body, errors);
      await kernel.transaction(async kernel => {
        for (const { purpose, name, typed } of contacts)
          await keepContact(kernel, actor, { purpose, name, mail: normalizeEmail(typed) ?? '' });
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'documents.contacts',
          subject: 'documents',
        });
      });
      return seeOther(href(routes.documents.contacts, undefined, { done: 'saved' }));
    },
  }),
];

function contactPage(context: Context, values: FormValues, errors: FieldErrors = {}, done?: string): Answer {
  return deskPage(
    context,
    { title: 'Contacts', tab: 'contacts', done, status: Object.keys(errors).length > 0 ? 422 : 200 },
    <Form action={href(routes.documents.contacts)} values={values} errors={errors} guarded>
      <FormErrors kept="What you typed was kept." />
      <p>Everybody reads these on the page of documents and in the trust center.</p>
      {purposes.map(([purpose, label, hint]) => (
        <>
          <Field name={`${purpose}Name`} label={`${label}: name`} hint={hint} maxLength={120} />
          <Field name={`${purpose}Mail`} label={`${label}: e-mail address`} type="email" />
        </>
      ))}
      <ButtonRow>
        <Button kind="primary">Save</Button>
      </ButtonRow>
    </Form>,
  );
}
