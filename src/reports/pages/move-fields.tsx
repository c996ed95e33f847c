// The fields that each move asks for, and what stands in them at first.

import { after, DAY } from '../../core/clock.ts';
import { defaultDenyRuleId, findKind, findTarget, nameInWords, policyClauses } from '../../program/index.ts';
import { Checkbox, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Field, TextArea } from '../../web/ui/form.tsx';
import { Callout, Severity } from '../../web/ui/text.tsx';
import { DutyQuestions } from '../duties/pages/duty-questions.tsx';
import { shortestReason } from '../report-closing.ts';
import type { MoveOffer } from '../report-state.ts';
import { dayOf } from '../triage/date-field.ts';
import type { Case } from '../triage/load-case.ts';

type FieldsProps = { offer: MoveOffer; found: Case };

/** What a form holds before anybody typed. */
export function startingValues(offer: MoveOffer, { report, program, me }: Case, now: Date): Record<string, string> {
  const day = (moment: Date): string => dayOf(moment, program.calendar.timeZone);
  switch (offer.kind) {
    case 'triage':
      return { exploited: report.exploited ?? '', issue: 'new' };
    case 'ask':
      return { blockedOn: 'reporter', blocker: 'reproduction', dueAt: day(after(now, 14 * DAY)) };
    case 'accept': {
      const due = report.clocks.remediateDue;
      return { fixOwner: report.assignee ?? me, dueAt: due && due > now ? day(due) : '' };
    }
    case 'close':
      return { scopeRule: report.scopeVerdict === 'out' ? report.scopeRuleId : '' };
    default:
      return {};
  }
}

export function MoveFields({ offer, found }: FieldsProps) {
  switch (offer.kind) {
    case 'triage':
      return <TriageFields found={found} />;
    case 'ask':
      return <QuestionFields />;
    case 'accept':
      return (
        <>
          <PersonField name="fixOwner" label="Who fixes it" found={found} />
          <Field name="dueAt" label="Fixed by" type="date" width="medium" required />
          <Words label="A word to the reporter" />
        </>
      );
    case 'mark_fixed':
      return (
        <>
          <Field
            name="fixReference"
            label="Where the fix is"
            hint="A commit, a release, a change number. Stays inside."
            required
          />
          <Words label="A word to the reporter" />
        </>
      );
    case 'retest':
      return (
        <>
          <RadioGroup
            name="outcome"
            label="Tried again, and it is"
            look="inline"
            options={[
              { value: 'fixed', label: 'Fixed' },
              { value: 'not_fixed', label: 'Not fixed' },
            ]}
          />
          <Words label="What you saw" hint={`Needed when it is not fixed. ${forReporter}`} />
        </>
      );
    case 'record_attempt':
      return <Words label="What you tried, and what happened" hint="Stays inside." required />;
    case 'approve_closing':
      return <Words label="Why" hint="Stays inside." />;
    case 'reopen':
      return <Words label="Why" hint={atLeast} required />;
    case 'close':
      return <ClosingFields offer={offer} found={found} />;
    default:
      return null;
  }
}

const forReporter = 'The reporter will read it.';
const atLeast = `At least ${shortestReason} characters. ${forReporter}`;

type WordsProps = { label: string; hint?: string; required?: boolean };

const Words = ({ label, hint = forReporter, required = false }: WordsProps) => (
  <TextArea name="text" label={label} hint={hint} rows={3} required={required} />
);

/** What was judged is shown, not asked again; only what decides about confirming is asked. */
function TriageFields({ found: { report, program } }: { found: Case }) {
  const target = findTarget(program, report.targetId);
  const kind = report.taxonomyId === null ? null : findKind(program, report.taxonomyId, report.taxonomyVersion);
  const lacks = [
    ...(report.priority === null ? ['a priority'] : []),
    ...(kind === null ? ['a kind'] : []),
    ...(target === undefined ? ['a target'] : []),
  ];
  return (
    <>
      {lacks.length > 0 ? (
        <Callout tone="attention" title={`It still lacks ${lacks.join(' and ')}`}>
          <p>
            <a href="#severity">Judge it first</a>
          </p>
        </Callout>
      ) : (
        <p>
          {report.priority !== null && <Severity level={report.priority} />} {kind && nameInWords(kind)}; {target?.name}
          {report.assessedAt === null && ', as the reporter said'}. <a href="#severity">Not right?</a>
        </p>
      )}
      <Checkbox name="unique" label="Nobody reported this before" />
      <RadioGroup
        name="issue"
        label="The issue that will fix it"
        options={[
          {
            value: 'new',
            label: report.snapshot.issueId === null ? 'A new issue' : 'Its issue from before',
            hint: 'With the title of this report; you can change it there.',
          },
          { value: 'existing', label: 'An existing issue', hint: 'One fix answers several reports.' },
        ]}
      />
      <Field
        name="issueNumber"
        label="Number of the issue, or words of its title"
        hint="Only for an existing issue."
        placeholder="ISS-2026-0001"
        autocomplete="off"
      />
      <RadioGroup
        name="exploited"
        label="Is it being exploited?"
        look="inline"
        options={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No sign of it' },
          { value: 'unknown', label: 'Can’t tell' },
        ]}
      />
      <DutyQuestions without="exploited" />
      <Words label="A word to the reporter" />
    </>
  );
}

const QuestionFields = () => (
  <>
    <Select
      name="blockedOn"
      label="Who has to answer"
      options={[
        { value: 'reporter', label: 'The reporter' },
        { value: 'owner', label: 'The team that owns the target' },
        { value: 'thirdparty', label: 'Another company' },
      ]}
    />
    <Select
      name="blocker"
      label="What is missing"
      options={[
        { value: 'reproduction', label: 'How to reproduce it' },
        { value: 'impact', label: 'What it can do' },
        { value: 'access', label: 'Access to something' },
        { value: 'credentials', label: 'An account to try it with' },
        { value: 'comment', label: 'A comment' },
        { value: 'other', label: 'Something else' },
      ]}
    />
    <Words label="The question" required />
    <Field name="dueAt" label="Answer by" type="date" width="medium" required />
  </>
);

function ClosingFields({ offer, found }: FieldsProps) {
  switch (offer.reason) {
    case 'duplicate':
      return (
        <>
          <Field
            name="original"
            label="Number of the earlier report or issue"
            hint="VDP-… or ISS-…; it must have come before this report."
            placeholder="VDP-2026-0001"
            width="medium"
            autocomplete="off"
            required
          />
          <Words label="Why it is the same" hint={atLeast} required />
        </>
      );
    case 'accepted_risk':
      return (
        <>
          <PersonField name="riskOwner" label="Who answers for the risk" found={found} />
          <Field name="expiresAt" label="Until" hint="Then it is decided anew." type="date" width="medium" required />
          <Words label="Why we live with it" hint={atLeast} required />
        </>
      );
    case 'out_of_scope':
      return (
        <>
          <Select
            name="scopeRule"
            label={`The rule, in the scope of its day${found.scope ? ` (version ${found.scope.number})` : ''}`}
            placeholder="Choose the rule"
            options={[
              ...(found.scope?.rules ?? [])
                .filter(({ effect }) => effect === 'deny')
                .map(rule => ({ value: rule.id, label: `${rule.id}: ${rule.identifier}` })),
              { value: defaultDenyRuleId, label: 'Not listed, so out' },
            ]}
          />
          <Words label="Why" hint={atLeast} required />
        </>
      );
    case 'rules_violation':
      return (
        <>
          <Select
            name="policyClause"
            label="The clause of the policy that was broken"
            placeholder="Choose the clause"
            options={policyClauses(found.policy?.body ?? '').map(({ id, text }) => ({
              value: id,
              label: `${id} ${text.length > 90 ? `${text.slice(0, 88)}…` : text}`,
            }))}
          />
          <Words label="What was done" hint={atLeast} required />
        </>
      );
    case 'spam':
      return <p>Nothing is written to the reporter but the reason above.</p>;
    default:
      return <Words label="Why" hint={atLeast} required />;
  }
}

const PersonField = ({ name, label, found }: { name: string; label: string; found: Case }) => (
  <Select
    name={name}
    label={label}
    placeholder="Choose a person"
    options={found.staff.map(({ id, name: words }) => ({ value: id, label: words }))}
  />
);
