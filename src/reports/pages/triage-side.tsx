// Right on the page of a report: where it stands and what can be done, who has it, its clocks, its facts.
import { href, routes } from '../../catalog/routes.ts';
import { findTarget } from '../../program/index.ts';
import { Button } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { Badge, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { closeReasons } from '../report-closing.ts';
import type { ReportRecord } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import type { CaseState } from '../triage/case-state.ts';
import type { Case } from '../triage/load-case.ts';
import { dueTone, waitsFor } from '../triage/queue-view.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';
import { MoveForms } from './move-forms.tsx';

/** The state, what the reporter is told about it, and exactly the moves that are possible. */
export function StateCard({ found, state, now }: { found: Case; state: CaseState; now: Date }) {
  const { report, original } = found;
  const words = describeState(report.snapshot);
  const waits = waitsFor(report);
  return (
    <Card
      title="State"
      aside={<Badge tone={staffToneOf(report)}>{staffLabelOf(report, words)}</Badge>}
      tone={dueTone(report.dueAt, now) ? 'attention' : undefined}
    >
      <div class="triage-state" id="state">
        {report.dueAt && (
          <p>
            Due <Time at={report.dueAt} due={dueTone(report.dueAt, now)} />
          </p>
        )}
        {waits !== '' && <p>Waits for: {waits.replace('Us: ', 'us, to ')}</p>}
        <p class="move-hint">The reporter reads: “{words.sentence}”</p>
        {original && (
          <p>
            Repeats <a href={href(routes.reports.triage, { id: original.id })}>{original.number}</a>
          </p>
        )}
        {report.snapshot.approvals.map(({ reason, by }) => (
          <p key={`${reason}${by}`} class="move-hint">
            {found.nameOf(by)} approved closing as {closeReasons[reason].label.toLowerCase()}; someone else can close
            it.
          </p>
        ))}
      </div>
      <MoveForms found={found} state={state} now={now} />
    </Card>
  );
}

/** Who has it; one press to take it. */
export function Assignment({ found: { report, staff, judges, me, nameOf } }: { found: Case }) {
  const action = href(routes.reports.assign, { id: report.id });
  const has = report.assignee === null ? 'Nobody has it' : `${nameOf(report.assignee)} has it`;
  return (
    <Card title={has}>
      {judges && (
        <>
          {report.assignee !== me && (
            <form action={action} method="post">
              <Hidden name="revision" value={String(report.revision)} />
              <Hidden name="assignee" value={me} />
              <Button size="small" icon="user" keyShortcut="a">
                Take it
              </Button>
            </form>
          )}
          <Form action={action} scope="assign" values={{ assignee: report.assignee ?? '' }} label="Assignment">
            <Hidden name="revision" value={String(report.revision)} />
            <div class="side-line">
              <Select
                name="assignee"
                label="Give it to"
                placeholder="Nobody"
                options={staff.map(({ id, name }) => ({ value: id, label: name }))}
              />
              <Button size="small">Give</Button>
            </div>
          </Form>
        </>
      )}
    </Card>
  );
}

/** What is owed by when, and what was kept. */
export function Clocks({ report, now }: { report: ReportRecord; now: Date }) {
  const { clocks, state, answeredAt, decidedAt, facts } = report;
  const isOpen = state !== 'resolved' && state !== 'closed';
  const rests = isOpen && facts.pauses.some(({ until }) => until === null);
  const due = (term: string, at: Date | null) =>
    at === null || !isOpen ? [] : [{ term, detail: <Time at={at} due={dueTone(at, now)} /> }];
  const done = (term: string, at: Date, by: Date | null) => ({
    term,
    detail: (
      <>
        <Time at={at} show="absolute" /> {by && at > by && <Badge tone="bad">late</Badge>}
      </>
    ),
  });
  return (
    <Card title="Clocks">
      {rests && <p class="move-hint">Our clocks rest while we wait for an answer.</p>}
      <DefinitionList
        items={[
          ...(answeredAt
            ? [done('Answered', answeredAt, clocks.acknowledgeDue)]
            : due('First answer', clocks.acknowledgeDue)),
          ...(decidedAt && state !== 'new'
            ? [done('Decided', decidedAt, clocks.decideDue)]
            : due('Decision', clocks.decideDue)),
          ...due('Their answer', clocks.answerDue),
          ...due('Fix', state === 'fixed' ? null : clocks.remediateDue),
          ...due('Retest until', clocks.retestDue),
          ...due('Next word', clocks.updateDue),
          ...(report.endedAt ? [done('Ended', report.endedAt, null)] : []),
        ]}
      />
    </Card>
  );
}

const aiWords = {
  none: 'No',
  drafting: 'For writing',
  discovery: 'For finding',
  both: 'For finding and writing',
  unsaid: 'Not said',
} as const;

/** Under which rules it came, from whom, and its proofs. */
export function Facts({ found }: { found: Case }) {
  const { report, program, policy, scope, receipt, nameOf } = found;
  const target = findTarget(program, report.targetId);
  const from =
    report.reporter !== null
      ? nameOf(report.reporter)
      : report.contact !== null
        ? 'No account; hears by mail'
        : 'Anonymous; comes back with the receipt code';
  const { fixOwnerId, fixReference } = report.snapshot;
  return (
    <Card title="Facts">
      <DefinitionList
        items={[
          { term: 'Received', detail: <Time at={report.submittedAt} show="absolute" /> },
          { term: 'From', detail: from },
          ...(report.credit !== null ? [{ term: 'Credit', detail: report.credit }] : []),
          ...(target ? [{ term: 'Target', detail: target.name }] : []),
          {
            term: 'Scope',
            detail: (
              <>
                <Badge tone={report.scopeVerdict === 'in' ? 'good' : 'bad'}>{report.scopeVerdict}</Badge> by{' '}
                <Mono>{report.scopeRuleId}</Mono>
                {scope && `, version ${scope.number}`}
              </>
            ),
          },
          ...(policy
            ? [
                {
                  term: 'Policy',
                  detail: (
                    <a href={href(routes.program.policy, { version: String(policy.number) })}>
                      Version {policy.number}
                    </a>
                  ),
                },
              ]
            : []),
          { term: 'AI used', detail: aiWords[report.aiAssistance] },
          ...(report.exploited ? [{ term: 'Exploited', detail: exploitedWords[report.exploited] }] : []),
          ...(fixOwnerId ? [{ term: 'Fixed by', detail: nameOf(fixOwnerId) }] : []),
          ...(fixReference ? [{ term: 'Fix', detail: <Mono>{fixReference}</Mono> }] : []),
          {
            term: 'Receipt',
            detail: receipt?.signed
              ? `Entry ${receipt.signed.logIndex} of the audit log, signed`
              : 'Signed when the reporter first asks for it',
          },
          ...(receipt
            ? [
                {
                  term: 'SHA-256',
                  detail: <span class="evidence-hash mono">{receipt.reportHash.toString('hex')}</span>,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

const exploitedWords = { yes: 'Yes', no: 'No sign of it', unknown: 'Can’t tell' } as const;
