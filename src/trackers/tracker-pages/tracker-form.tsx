// The form of a tracker: where it is, the token, and what states mean to each other.
import { issueStateNames, issueStates } from '../../reports/index.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { groupsOf, type Meaning, meanings, targetsOf } from '../connections/mapping.ts';
import { trackerWords } from '../connections/tracker.ts';
import type { TrackerKind } from '../connections/tracker-kind.ts';

type Props = {
  readonly kind: TrackerKind;
  readonly isNew: boolean;
  readonly action: string;
  readonly back: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly errors: Readonly<Record<string, string>>;
};

const meaningWords: Readonly<Record<Meaning, string>> = {
  working: 'Open or being fixed',
  fixed: 'Fixed',
  ended: 'Ended without a fix',
  nothing: 'Nothing: leave the issue alone',
};

export function TrackerFormView({ kind, isNew, action, back, values, errors }: Props) {
  const words = trackerWords[kind];
  const { token: _, ...kept } = values;
  return (
    <Form action={action} values={kept} errors={errors} label="Tracker" guarded>
      <FormErrors kept="What you typed was kept, but for the token." />
      {isNew && <Hidden name="kind" value={kind} />}
      <Section title="Where it is">
        <Field
          name="name"
          label="Name"
          hint="What your team calls it, such as “Backend team”."
          autocomplete="off"
          maxLength={60}
          width="medium"
          required
        />
        <Field
          name="baseUrl"
          label={words.baseLabel}
          type="url"
          hint={urlHints[kind]}
          autocomplete="off"
          spellcheck={false}
          width="medium"
          required
        />
        <Field
          name="project"
          label={words.project}
          hint={words.projectHint}
          autocomplete="off"
          spellcheck={false}
          width="medium"
          required
        />
        <Field
          name="token"
          label="Token"
          type="password"
          hint={`${words.token} ${isNew ? '' : 'Leave this empty to keep the one that is stored. '}It is kept encrypted and never shown.`}
          autocomplete="off"
          required={isNew}
        />
        {kind === 'jira' && (
          <>
            <Field
              name="account"
              label="Account"
              type="email"
              hint="Jira Cloud: the e-mail address of the account that made the token. Data Center: leave it empty."
              autocomplete="off"
              width="medium"
            />
            <Field
              name="issueType"
              label="Kind of issue"
              hint="Such as Bug or Task."
              autocomplete="off"
              width="short"
            />
          </>
        )}
      </Section>
      <Section
        title="When the issue moves"
        intro={
          <p>
            What its ticket is set to.
            {kind === 'jira' && (
              <>
                {' '}
                Name a status, or write <Mono>*new</Mono>, <Mono>*active</Mono> or <Mono>*done</Mono> for whichever of
                that kind can be reached. Left empty, the ticket stays as it is.
              </>
            )}
          </p>
        }
      >
        {issueStates.map(state =>
          kind === 'jira' ? (
            <Field key={state} name={`out-${state}`} label={issueStateNames[state]} autocomplete="off" width="medium" />
          ) : (
            <Select
              key={state}
              name={`out-${state}`}
              label={issueStateNames[state]}
              options={targetsOf[kind]}
              width="medium"
            />
          ),
        )}
      </Section>
      <Section title="When the ticket moves" intro={<p>What its state says about the issue.</p>}>
        {groupsOf[kind].map(({ group, label }) => (
          <Select
            key={group}
            name={`in-${group.slice(1)}`}
            label={label}
            options={meanings.map(value => ({ value, label: meaningWords[value] }))}
            width="medium"
          />
        ))}
        {kind === 'jira' && (
          <TextArea
            name="statuses"
            label="Single statuses"
            hint="One a line, such as “In Review = working”: working, fixed, ended or nothing. They come before the kinds above."
            rows={3}
            mono
          />
        )}
        <Checkbox
          name="movesToFixed"
          label="A ticket that is done marks the issue as fixed"
          hint="Without it, whoever fixes the issue is told and decides. A ticket never closes a report."
        />
        <Checkbox
          name="takesComments"
          label="Comments go both ways"
          hint="Comments of a ticket are shown to the team beside the issue. What the team writes there is sent to the ticket."
        />
      </Section>
      <ButtonRow>
        <Button kind="primary">{isNew ? 'Connect' : 'Save'}</Button>
        <ButtonLink href={back}>Leave it as it is</ButtonLink>
      </ButtonRow>
    </Form>
  );
}

const urlHints: Readonly<Record<TrackerKind, string>> = {
  github: 'https://api.github.com, or https://your-server/api/v3. It must be a public address.',
  gitlab: 'https://gitlab.com, or your own server. It must be a public address.',
  jira: 'https://your-team.atlassian.net, or your own server. It must be a public address.',
};
