// The parts of the admin's page of the intake.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { Field, Form, FormErrors, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Stat, StatRow } from '../../../web/ui/stat.tsx';
import { Table } from '../../../web/ui/table.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { Budgets } from '../admission.ts';
import { defaultBudgets } from '../admission.ts';
import type { Outcome } from '../arrival-store.ts';
import type { HeldCount } from '../held-store.ts';
import { ruleWords } from '../hold-words.ts';
import { budgetFields } from '../intake-form.ts';
import type { PastPause } from '../intake-store.ts';
import { type Pause, REASON_CHARACTERS } from '../pause.ts';
import { PauseNote } from '../pause-note.tsx';

type Sent = { readonly values: Readonly<Record<string, string | undefined>>; readonly errors: FieldErrors } | undefined;

type PauseProps = {
  readonly pause: Pause | null;
  readonly pauses: readonly PastPause[];
  readonly sent: Sent;
  readonly timeZone: string;
};

/** The pause that lasts with its end in reach, or the form that begins one. */
export function PauseSection({ pause, pauses, sent, timeZone }: PauseProps) {
  const past = pauses.filter(({ id }) => id !== pause?.id);
  return (
    <Section
      id="pause"
      title="Pause"
      intro={
        <p>
          When the team cannot keep up: new reports are turned away in words, mails are kept until the end. What its
          reporter calls exploited or dangerous for people, and what would be P1, is still taken in.
        </p>
      }
    >
      {pause ? (
        <>
          <PauseNote pause={pause} />
          <form method="post" action={href(routes.reports.intakeResume)}>
            <Button kind="primary">Take in new reports again</Button>
          </form>
        </>
      ) : (
        <Form
          action={href(routes.reports.intakePause)}
          scope="pause"
          values={sent?.values}
          errors={sent?.errors}
          label="Pause the intake"
        >
          <FormErrors kept="What you typed was kept." />
          <TextArea
            name="reason"
            label="Reason"
            rows={2}
            required
            maxLength={REASON_CHARACTERS}
            hint="Everybody reads it: on the program page, above the form, and in answers of API and mail."
          />
          <Field
            name="endsAt"
            label="Ends by itself"
            type="datetime-local"
            width="medium"
            hint={`In ${timeZone}. Empty: when you end it.`}
          />
          <ButtonRow>
            <Button>Pause new reports</Button>
          </ButtonRow>
        </Form>
      )}
      {past.length > 0 && (
        <Table
          caption="Pauses before"
          dense
          rows={past}
          rowKey={({ id }) => id}
          columns={[
            { key: 'reason', label: 'Reason', main: true, cell: ({ reason }) => reason },
            { key: 'from', label: 'From', cell: ({ startedAt }) => <Time at={startedAt} show="absolute" /> },
            {
              key: 'to',
              label: 'Until',
              cell: ({ endedAt, endsAt }) => {
                const end = endedAt ?? endsAt;
                return end ? <Time at={end} show="absolute" /> : '';
              },
            },
          ]}
        />
      )}
    </Section>
  );
}

type NumbersProps = {
  readonly days: number;
  readonly arrived: number;
  readonly tallies: ReadonlyMap<Outcome, number>;
  readonly rules: readonly HeldCount[];
};

/** What the policy did. */
export function IntakeNumbers({ days, arrived, tallies, rules }: NumbersProps) {
  const count = (outcome: Outcome): string => String(tallies.get(outcome) ?? 0);
  return (
    <Section
      id="numbers"
      title={`The last ${days} days`}
      intro={
        <p>
          When honest reports are among those held back, the budgets are too tight.{' '}
          <a href={href(routes.reports.held)}>Held reports</a>
        </p>
      }
    >
      <StatRow>
        <Stat label="Reports came in" value={String(arrived)} />
        <Stat
          label="Asked for work"
          value={count('asked')}
          note={`${count('worked')} solved it, ${count('waited')} waited`}
        />
        <Stat label="Held back" value={String(rules.reduce((sum, { all }) => sum + all, 0))} />
        <Stat label="Turned away by a pause" value={count('turned_away')} />
      </StatRow>
      {rules.length > 0 && (
        <Table
          caption="Held back, by rule"
          dense
          rows={rules}
          rowKey={({ rule }) => rule}
          columns={[
            { key: 'rule', label: 'Rule', main: true, cell: ({ rule }) => ruleWords[rule].label },
            { key: 'all', label: 'Held', numeric: true, cell: ({ all }) => String(all) },
            { key: 'released', label: 'Released since', numeric: true, cell: ({ released }) => String(released) },
          ]}
        />
      )}
    </Section>
  );
}

const labels: Readonly<Record<keyof Budgets, { readonly label: string; readonly hint: string }>> = {
  networkFree: {
    label: 'Free reports a day from one network',
    hint: 'Each further one makes the browser work, or its sender wait. Nobody sees a riddle.',
  },
  workFirst: {
    label: 'First work',
    hint: 'Hashes at most: 50,000 take a phone about a second. It doubles with each further portion of free reports, up to 32 times.',
  },
  networkMost: {
    label: 'Reports a day from one network before they are held back',
    hint: 'Silently: the sender sees the usual thanks. A network is an IPv4 /24 or an IPv6 /48.',
  },
  senderWeek: {
    label: 'Reports a week from one sender before they are held back',
    hint: 'By account, or by mail address.',
  },
  textRepeats: {
    label: 'How often a day the same text is taken',
    hint: 'Further ones are held back, whoever sends them.',
  },
};

/** The budgets with their defaults beside them. */
export function BudgetsForm({ budgets, sent }: { budgets: Budgets; sent: Sent }) {
  const names = Object.keys(labels) as (keyof Budgets)[];
  const values = sent?.values ?? Object.fromEntries(names.map(name => [name, String(budgets[name])]));
  return (
    <Section
      id="budgets"
      title="Budgets"
      intro={
        <p>
          One policy for page, embedded form, API and mail. Accounts with confirmed reports have five times as much, and
          critical reports are never held back.
        </p>
      }
    >
      <Form action={href(routes.reports.intake)} scope="budgets" values={values} errors={sent?.errors} label="Budgets">
        <FormErrors kept="What you typed was kept." />
        {names.map(name => (
          <Field
            key={name}
            name={name}
            label={labels[name].label}
            type="number"
            inputMode="numeric"
            min={budgetFields[name].least}
            max={budgetFields[name].most}
            required
            width="short"
            hint={`${labels[name].hint} Default: ${defaultBudgets[name].toLocaleString('en')}.`}
          />
        ))}
        <ButtonRow>
          <Button kind="primary">Set budgets</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}
