// The fields of an application, for creating and changing one, and the page that tells new secrets once.
import Type from 'typebox';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { Callout, Copyable, DefinitionList } from '../../web/ui/text.tsx';

/** The body of both forms. */
export const applicationBody = Type.Object({
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  purpose: Type.Optional(Type.String()),
  privacyPolicyUrl: Type.Optional(Type.String()),
  redirectUris: Type.Optional(Type.String()),
  origins: Type.Optional(Type.String()),
});

export function ApplicationFields(props: {
  action: string;
  submit: string;
  id?: string;
  /** More on redirect URIs than what they are. */
  redirectHint?: string;
  values: FormValues;
  errors: FieldErrors;
}) {
  return (
    <Form action={props.action} once values={props.values} errors={props.errors}>
      <FormErrors kept="Your text was kept." />
      {props.id !== undefined && <Hidden name="id" value={props.id} />}
      <Field name="name" label="Name" hint="As its users know it." required maxLength={60} width="medium" />
      <Field
        name="purpose"
        label="Purpose"
        hint="One sentence for car owners: what you do with the data."
        required
        maxLength={200}
      />
      <Field
        name="privacyPolicyUrl"
        label="Privacy policy"
        hint="Its https address; owners open it before they allow."
        type="url"
        required
      />
      <TextArea
        name="redirectUris"
        label="Redirect URIs"
        hint={`One a line. Answers go to these and to no others, letter by letter. https, http://localhost, or your app’s own scheme.${props.redirectHint === undefined ? '' : ` ${props.redirectHint}`}`}
        required
        mono
        rows={4}
      />
      <TextArea
        name="origins"
        label="Web origins"
        hint="One a line, only for pages that open Connect in a pop-up. No other page is told the answer."
        mono
        rows={2}
      />
      <ButtonRow>
        <Button kind="primary">{props.submit}</Button>
      </ButtonRow>
    </Form>
  );
}

/** Secrets that will not be shown again. */
export function SecretsOnce(props: {
  secrets: readonly { term: string; what: string; secret: string }[];
  note: string;
  next: { href: string; label: string };
}) {
  return (
    <>
      <Callout tone="attention" title="Copy this now">
        <p>{props.note}</p>
      </Callout>
      <DefinitionList
        items={props.secrets.map(({ term, what, secret }) => ({
          term,
          detail: <Copyable text={secret} what={what} />,
        }))}
      />
      <ButtonRow>
        <ButtonLink kind="primary" href={props.next.href}>
          {props.next.label}
        </ButtonLink>
      </ButtonRow>
    </>
  );
}
