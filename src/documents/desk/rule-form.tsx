// The form of a rule, and what the rule would have decided about past requests.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup, RadioGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { StateBadge } from '../pages/parts.tsx';
import type { DryOutcome } from '../requests/rules.ts';
import type { RequestedDocument } from '../shelf/document-store.ts';
import { domainClasses, domainClassWords } from '../visitors/domain-class.ts';

export type TypedRule = {
  readonly name?: string;
  readonly place?: string;
  readonly effect?: string;
  readonly mode?: string;
  readonly domains?: string;
  readonly classes?: readonly string[];
  readonly documents?: readonly string[];
  readonly words?: string;
};

type Props = {
  action: string;
  removeHref: string | undefined;
  typed: TypedRule;
  errors: FieldErrors;
  documents: readonly RequestedDocument[];
  /** What it would have decided; undefined before it was tried. */
  outcomes: readonly DryOutcome[] | undefined;
  addresses: ReadonlyMap<string, string>;
};

export const RuleForm = ({ action, removeHref, typed, errors, documents, outcomes, addresses }: Props) => (
  <>
    <Form
      action={action}
      values={{ ...typed, classes: [...(typed.classes ?? [])], documents: [...(typed.documents ?? [])] }}
      errors={errors}
      guarded
    >
      <FormErrors kept="What you typed was kept." />
      <Field name="name" label="Name" maxLength={120} required />
      <Field
        name="place"
        label="Place"
        hint="Rules are asked in this order."
        type="number"
        min={1}
        max={999}
        required
      />
      <RadioGroup
        name="effect"
        label="What it does"
        options={[
          { value: 'approve', label: 'Approves' },
          { value: 'deny', label: 'Denies, with the reason below' },
        ]}
        required
      />
      <TextArea
        name="domains"
        label="Domains of addresses"
        hint="One in each line, with everything below it: buyer.example is mail.buyer.example as well. Leave it empty for any."
        rows={4}
        maxLength={8_000}
      />
      <CheckboxGroup
        name="classes"
        label="Kinds of domains"
        hint="Leave it empty for any."
        options={domainClasses.map(value => ({ value, label: domainClassWords[value] }))}
      />
      <CheckboxGroup
        name="documents"
        label="Documents"
        hint="Leave it empty for any."
        options={documents.map(({ id, title, approvals }) => ({
          value: id,
          label: title,
          ...(approvals === 2 && { hint: 'Two must agree: no rule approves it.' }),
        }))}
      />
      <TextArea name="words" label="Reason, when it denies" hint="The visitor reads this." rows={3} maxLength={2_000} />
      <RadioGroup
        name="mode"
        label="Mode"
        options={[
          { value: 'trial', label: 'On trial', hint: 'It decides nothing.' },
          { value: 'on', label: 'On' },
        ]}
        required
      />
      <ButtonRow>
        <Button kind="primary" name="do" value="save">
          Save
        </Button>
        <Button name="do" value="try">
          Show what it would have decided
        </Button>
        {removeHref !== undefined && <ButtonLink href={removeHref}>Remove…</ButtonLink>}
      </ButtonRow>
    </Form>
    {outcomes && <DryRun outcomes={outcomes} addresses={addresses} />}
  </>
);

function DryRun({ outcomes, addresses }: { outcomes: readonly DryOutcome[]; addresses: ReadonlyMap<string, string> }) {
  const count = outcomes.filter(({ would }) => would !== undefined).length;
  return (
    <Section
      title="What it would have decided"
      intro={
        <p>
          Were it on in this place, it would have decided {count} of the last {outcomes.length} documents that were
          asked for. Whether access was ever taken from somebody is not counted in.
        </p>
      }
    >
      <Table
        caption="What it would have decided"
        captionHidden
        dense
        rows={outcomes.filter(({ would }) => would !== undefined)}
        rowKey={({ item }) => item.id}
        empty={<EmptyState title="None of the past requests fits" icon="inbox" />}
        columns={[
          {
            key: 'who',
            label: 'Who',
            main: true,
            cell: ({ request }) => (
              <a href={href(routes.documents.request, { id: request.id })}>
                {addresses.get(request.visitor) ?? `Somebody of ${request.domain}`}
              </a>
            ),
          },
          { key: 'what', label: 'Document', cell: ({ item }) => item.title },
          {
            key: 'would',
            label: 'The rule',
            narrow: true,
            cell: ({ would }) => (
              <Badge tone={would === 'approve' ? 'good' : 'bad'}>{would === 'approve' ? 'Approves' : 'Denies'}</Badge>
            ),
          },
          {
            key: 'was',
            label: 'What became of it',
            narrow: true,
            cell: ({ item }) => <StateBadge state={item.state} />,
          },
          { key: 'at', label: 'Asked', cell: ({ request }) => <Time at={request.createdAt} /> },
        ]}
      />
    </Section>
  );
}
