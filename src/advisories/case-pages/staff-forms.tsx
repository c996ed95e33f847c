// The forms on the staff's page of a case: invite, add a vulnerability, write.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { participantRoles } from '../cases/case-record.ts';
import { roleWords } from '../cases/case-words.ts';
import type { CaseView } from '../cases/load-case.ts';
import { longestText } from '../cases/take-part.ts';
import { type PageState, shownIn } from './form-state.ts';
import { longestTitle } from './read-forms.ts';
import { CaseWriter } from './writer.tsx';

type FormProps = { id: string; state: PageState };

export const InviteForm = ({ id, state }: FormProps) => (
  <Form action={href(routes.cases.invite, { id })} scope="invite" label="Invite somebody" {...shownIn(state, 'invite')}>
    <FormErrors kept="What you typed was kept." />
    <Field
      name="name"
      label="Organization or person"
      hint="Everybody in the case sees this name."
      maxLength={100}
      required
    />
    <Field
      name="email"
      label="E-mail"
      hint="A link to their page is mailed there. Only the team sees the address."
      type="email"
      width="medium"
      required
    />
    <CheckboxGroup
      name="role"
      label="Roles"
      options={participantRoles
        .filter(role => role !== 'case_owner')
        .map(role => ({ value: role, label: roleWords[role].label, hint: roleWords[role].hint }))}
    />
    <ButtonRow>
      <Button icon="mail">Invite</Button>
    </ButtonRow>
  </Form>
);

export const VulnerabilityForm = ({ id, state }: FormProps) => (
  <Form
    action={href(routes.cases.addVulnerability, { id })}
    scope="vulnerability"
    label="Add a vulnerability"
    {...shownIn(state, 'vulnerability')}
  >
    <FormErrors kept="What you typed was kept." />
    <Field name="title" label="Title" hint="Product, kind of weakness, effect." maxLength={longestTitle} required />
    <TextArea name="summary" label="Description" hint="Markdown works." rows={4} maxLength={longestText} />
    <Field name="cve" label="CVE id" hint="If it has one already." width="medium" mono />
    <ButtonRow>
      <Button icon="plus">Add vulnerability</Button>
    </ButtonRow>
  </Form>
);

/** A message of the team: to everybody, to one party, or to nobody outside. */
export function StaffWriter({ view, state }: { view: CaseView; state: PageState }) {
  const others = view.participants.filter(({ isOwner, removedAt }) => !isOwner && !removedAt);
  return (
    <CaseWriter
      view={view}
      state={state}
      action={href(routes.cases.message, { id: view.found.id })}
      audiences={[
        { value: 'private', label: 'One party' },
        { value: 'internal', label: 'Our team only' },
      ]}
      parties={others.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
