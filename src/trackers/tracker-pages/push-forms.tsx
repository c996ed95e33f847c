// The two forms beside an issue: one makes a ticket, one links a ticket that exists.
import { href, routes } from '../../catalog/routes.ts';
import type { IssueRecord } from '../../reports/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { type Tracker, trackerWords } from '../connections/tracker.ts';
import { type Part, partNames, parts } from '../links/ticket-content.ts';

type Props = {
  readonly issue: IssueRecord;
  readonly trackers: readonly Tracker[];
  readonly values: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly errors: Readonly<Record<string, string>>;
};

export const NoTracker = () => (
  <EmptyState title="No tracker is connected" icon="link">
    <p>An admin connects GitHub, GitLab or Jira under “Trackers”. Then issues can be pushed there.</p>
  </EmptyState>
);

const chooseTracker = (trackers: readonly Tracker[]) => (
  <Select
    name="tracker"
    label="Tracker"
    placeholder="Choose a tracker"
    options={trackers.map(({ id, name, kind, project, isPublic }) => ({
      value: id,
      label: `${name} (${trackerWords[kind].name}, ${project}${isPublic ? ', public' : ''})`,
    }))}
    width="medium"
    required
  />
);

/** Whether the issue has anything that this part would send. */
const hasPart = (issue: IssueRecord, part: Part): boolean => {
  if (part === 'title') return true;
  if (part === 'cvss') return issue.cvss.length > 0;
  return part === 'ids' ? issue.cweIds.length + issue.cveIds.length > 0 : issue[part].trim() !== '';
};

export const PushFormView = ({ issue, trackers, values, errors }: Props) => (
  <Section
    title="Make a ticket"
    intro={<p>It gets our number, the priority, the date and a link. More leaves only if you write or tick it.</p>}
  >
    <Form
      action={href(routes.trackers.issueTickets, { id: issue.id })}
      values={values}
      errors={errors}
      scope="push"
      label="Make a ticket"
      guarded
    >
      <FormErrors kept="What you typed was kept. Nothing was sent." />
      {chooseTracker(trackers)}
      <Field
        name="title"
        label="Title of the ticket"
        hint="Everybody with access to the tracker reads it."
        maxLength={200}
        required
      />
      <TextArea
        name="text"
        label="Words to the developers"
        hint="What they need to begin. Leave out how to attack it, if the tracker has many readers."
        rows={5}
      />
      <CheckboxGroup
        name="include"
        label="Take along from the issue"
        hint="These are sealed here. What you tick is readable there for good."
        options={partNames.map(value => ({
          value,
          label: parts[value],
          disabled: !hasPart(issue, value),
          hint: hasPart(issue, value) ? undefined : 'Empty',
        }))}
      />
      <ButtonRow>
        <Button kind="primary" icon="eye">
          See what will be sent
        </Button>
      </ButtonRow>
    </Form>
  </Section>
);

export const LinkFormView = ({ issue, trackers, values, errors }: Props) => (
  <Section title="Link a ticket that exists" intro={<p>Nothing is written into it until the issue moves.</p>}>
    <Form
      action={href(routes.trackers.issueTicketLink, { id: issue.id })}
      values={values}
      errors={errors}
      scope="link"
      label="Link a ticket"
    >
      <FormErrors kept="What you typed was kept." />
      {chooseTracker(trackers)}
      <Field
        name="ticket"
        label="Ticket"
        hint="Its number, its key such as SEC-12, or the address of its page."
        autocomplete="off"
        width="medium"
        required
      />
      <ButtonRow>
        <Button icon="link">Link ticket</Button>
      </ButtonRow>
    </Form>
  </Section>
);
