// The forms on the staff's page of a case: invite, add a vulnerability, write.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { DraftSent, Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { participantRoles } from '../cases/case-record.ts';
import { roleWords } from '../cases/case-words.ts';
import type { CaseView } from '../cases/load-case.ts';
import { longestText } from '../cases/take-part.ts';
import { type PageState, shownIn } from './form-state.ts';
import { longestTitle } from './read-forms.ts';

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

/** One writer: who sees it is chosen first, and everybody is the choice that says most. */
export function StaffWriter({ view, state }: { view: CaseView; state: PageState }) {
  const { found, participants, vulnerabilities, messages, me } = view;
  const others = participants.filter(({ isOwner, removedAt }) => !isOwner && !removedAt);
  const written = messages.filter(({ participant }) => participant === me.id).length;
  const shown = shownIn(state, 'message');
  const draft = (count: number): string => `case-${found.id}-${count}`;
  return (
    <>
      <DraftSent name={draft(written - 1)} />
      <Form
        action={href(routes.cases.message, { id: found.id })}
        scope="message"
        label="Write a message"
        draft={draft(written)}
        {...shown}
        values={shown.values ?? { audience: 'everyone' }}
      >
        <FormErrors kept="Your text was kept." />
        <RadioGroup
          name="audience"
          label="Who reads it"
          look="inline"
          options={[
            { value: 'everyone', label: 'Everybody in the case' },
            { value: 'private', label: 'One party' },
            { value: 'internal', label: 'Our team only' },
          ]}
        />
        {others.length > 0 && (
          <Select
            name="partner"
            label="Which party, if only one"
            placeholder="Choose a party"
            width="medium"
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {vulnerabilities.length > 1 && (
          <Select
            name="vulnerability"
            label="About"
            placeholder="The whole case"
            options={vulnerabilities.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
        <TextArea name="text" label="Message" hint="Markdown works." rows={4} maxLength={longestText} required />
        <ButtonRow>
          <Button kind="primary" icon="send">
            Send message
          </Button>
        </ButtonRow>
      </Form>
    </>
  );
}
