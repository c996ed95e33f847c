// The forms of what the trust center says: one for each kind of item.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { CheckboxGroup, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import {
  attestationKinds,
  gates,
  type ItemKind,
  readerships,
  type TrustContent,
  urgencies,
} from '../content/content.ts';
import { attestationKindWords, gateWords, readershipWords, urgencyWords } from '../view/trust-words.ts';
import type { Fields } from './read-fields.ts';

export type KnownCheck = { readonly name: string; readonly claim: string };

type ItemFormProps = {
  kind: ItemKind;
  action: string;
  values: Fields;
  errors: FieldErrors;
  draft: TrustContent;
  checks: readonly KnownCheck[];
};

export function ItemForm({ kind, action, values, errors, draft, checks }: ItemFormProps) {
  return (
    <Form action={action} values={values} errors={errors} guarded>
      <FormErrors kept="What you typed was kept." />
      <Hidden name="revision" value={String(values['revision'] ?? '0')} />
      {kind === 'overview' && <OverviewFields />}
      {kind === 'control' && <ControlFields checks={checks} />}
      {kind === 'attestation' && <AttestationFields />}
      {kind === 'document' && <DocumentFields />}
      {kind === 'subprocessor' && <SubprocessorFields draft={draft} />}
      {kind === 'update' && <UpdateFields />}
      {kind === 'answer' && <AnswerFields draft={draft} />}
      <ButtonRow>
        <Button kind="primary">Save draft</Button>
        <ButtonLink href={href(routes.trust.edit)}>Back</ButtonLink>
      </ButtonRow>
      <p class="field-hint">Nobody outside sees a draft. You publish all drafts together.</p>
    </Form>
  );
}

function OverviewFields() {
  return (
    <>
      <TextArea
        name="text"
        label="First words"
        hint="Markdown: what is kept here, and how it is protected, in a few sentences."
        rows={6}
        maxLength={2000}
        required
      />
      <Field name="contactName" label="Who answers buyers" hint="A name or a team." width="medium" />
      <Field name="contactMail" label="Their e-mail address" type="email" width="medium" />
      <Field
        name="noticeDays"
        label="Notice before a sub-processor begins, in days"
        hint="A shorter notice counts from the edition after the one that announces it."
        inputMode="numeric"
        width="short"
        required
      />
    </>
  );
}

function ControlFields({ checks }: { checks: readonly KnownCheck[] }) {
  return (
    <>
      <Field
        name="statement"
        label="Claim"
        hint="A sentence that the evidence can make true."
        maxLength={240}
        required
      />
      <Field name="area" label="Area" width="medium" required />
      <RadioGroup
        name="policy"
        label="Where the evidence comes from"
        options={[
          { value: 'checks', label: 'Checks that the product runs on itself' },
          { value: 'person', label: 'A person who vouches', hint: 'On the page of the control, each time anew.' },
        ]}
        required
      />
      <Disclosure summary="Which checks" open>
        <CheckboxGroup
          name="checks"
          label="Checks"
          hint="All of them have to be good. With none, the lamp stays dark."
          options={checks.map(({ name, claim }) => ({ value: name, label: claim, hint: name }))}
        />
        <Field name="maxAgeHours" label="A check counts for, in hours" inputMode="numeric" width="short" />
      </Disclosure>
      <Field name="maxAgeDays" label="A person’s word counts for, in days" inputMode="numeric" width="short" />
      <Field
        name="frameworks"
        label="What it answers elsewhere"
        hint="Separated by commas: MVSP 2.8, SOC 2 CC6.1, ISO 27001 A.8.24"
      />
      <Field name="owner" label="Who sees to it" hint="A role, not a name." width="medium" required />
    </>
  );
}

function AttestationFields() {
  return (
    <>
      <Select
        name="kind"
        label="What it is"
        options={attestationKinds.map(value => ({ value, label: attestationKindWords[value] }))}
        width="medium"
      />
      <Field name="name" label="Name" hint="As it stands on its card and badge: SOC 2 Type 2." required />
      <Field name="auditor" label="Who examined it" required />
      <Field name="scope" label="What was examined" required />
      <Field name="periodStart" label="First day examined" type="date" width="short" />
      <Field
        name="periodEnd"
        label="Last day examined"
        hint="Everything counts from here, whenever the report is issued."
        type="date"
        width="short"
        required
      />
      <Field
        name="issuedAt"
        label="Issued on"
        hint="Empty while the work is under way: nothing is claimed yet."
        type="date"
        width="short"
      />
      <Field name="validUntil" label="Certificate ends on" hint="If it says so itself." type="date" width="short" />
      <Field name="cadenceMonths" label="Again every, in months" inputMode="numeric" width="short" required />
      <Disclosure summary="Bridge letter">
        <Field name="bridgeFrom" label="From" type="date" width="short" />
        <Field name="bridgeTo" label="To" hint="At most three months later." type="date" width="short" />
        <Field name="bridgeSignedBy" label="Signed by" hint="Management, not the auditor." />
        <Field name="bridgeChanges" label="What it says has changed" />
      </Disclosure>
      <Disclosure summary="Tested again">
        <Field name="retestOn" label="On" type="date" width="short" />
        <Field name="retestResult" label="What was found" />
      </Disclosure>
    </>
  );
}

function DocumentFields() {
  return (
    <>
      <Field name="title" label="Title" required />
      <Field name="about" label="What it tells" />
      <Field name="version" label="Version" width="short" required />
      <Field name="issuedAt" label="Of" type="date" width="short" required />
      <Field name="validUntil" label="Valid through" type="date" width="short" />
      <Select
        name="gate"
        label="Who may read it"
        options={gates.map(value => ({ value, label: gateWords[value] }))}
        hint="What visitors ask for themselves, under Documents on request, stands on the page by itself."
        width="medium"
      />
      <Field name="url" label="Where everybody reads it" type="url" hint="With https://; for what is for everybody." />
    </>
  );
}

function SubprocessorFields({ draft }: { draft: TrustContent }) {
  return (
    <>
      <Field name="name" label="Legal entity" required />
      <Field name="purpose" label="What it does for you" required />
      <TextArea name="dataCategories" label="Kinds of data" hint="One a line." rows={3} required />
      <TextArea name="countries" label="Countries" hint="One a line." rows={3} required />
      <Field
        name="transfer"
        label="Ground of the transfer"
        hint="An adequacy decision, standard contractual clauses, or that nothing leaves the region."
        required
      />
      <Field name="dpaUrl" label="Its agreement on data" type="url" />
      <Field
        name="effectiveFrom"
        label="Begins on"
        hint={`Once the first edition is out: at least ${draft.overview.noticeDays} days after you publish it.`}
        type="date"
        width="short"
        required
      />
      <Field name="endsOn" label="First day on which it no longer works for you" type="date" width="short" />
      <Select
        name="replaces"
        label="Comes in the place of"
        placeholder="Nobody"
        options={draft.subprocessors.map(({ id, name }) => ({ value: id, label: name }))}
        width="medium"
      />
      <Field
        name="emergency"
        label="Why it cannot wait for the notice"
        hint="Only in an emergency. Everybody reads it, for as long as it is listed."
      />
    </>
  );
}

function UpdateFields() {
  return (
    <>
      <Field name="title" label="Title" required />
      <Select
        name="urgency"
        label="How urgent"
        options={urgencies.map(value => ({ value, label: urgencyWords[value] }))}
        width="medium"
      />
      <TextArea name="body" label="Text" hint="Markdown." rows={10} maxLength={20_000} required />
    </>
  );
}

function AnswerFields({ draft }: { draft: TrustContent }) {
  return (
    <>
      <Field name="question" label="Question" hint="As buyers ask it, in one sentence." maxLength={300} required />
      <TextArea
        name="alsoAsked"
        label="The same in other words"
        hint="One a line. A spreadsheet is answered only where its words are these or those of the question."
        rows={3}
      />
      <TextArea
        name="answer"
        label="Answer"
        hint="Plain words: it goes into spreadsheets as it stands."
        rows={6}
        maxLength={4000}
        required
      />
      <Disclosure summary="Which claims it rests on" open>
        <CheckboxGroup
          name="controls"
          label="Claims"
          hint="While one of them is not backed by fresh evidence, the answer is not given."
          options={draft.controls.map(({ id, statement }) => ({ value: id, label: statement, hint: id }))}
        />
      </Disclosure>
      <Field name="owner" label="Who sees to it" hint="A role, not a name." width="medium" required />
      <Field name="reviewedAt" label="Reviewed on" type="date" width="short" required />
      <Field
        name="validUntil"
        label="Given through"
        hint="At most a year after the review. Then it is given to nobody until somebody reviews it."
        type="date"
        width="short"
        required
      />
      <Select
        name="readership"
        label="Who may read it"
        options={readerships.map(value => ({ value, label: readershipWords[value] }))}
        width="medium"
      />
    </>
  );
}
