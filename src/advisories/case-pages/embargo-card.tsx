// The embargo of a case on its pages: until when, with hour and zone, what is proposed, and what one can do about it.
import type { ComponentChildren } from 'preact';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Disclosure } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Proposal, ZonedInstant } from '../cases/case-record.ts';
import { embargoWords } from '../cases/case-words.ts';
import type { CaseView } from '../cases/load-case.ts';
import { wallOf } from '../cases/zoned-time.ts';
import { mayTalkEmbargo } from '../machines/case-invariants.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { type PageState, shownIn } from './form-state.ts';

/** A moment in the zone in which it was said, and by its name: nobody has to guess whose five o'clock it is. */
export const Zoned = ({ until }: { until: ZonedInstant }) => (
  <span class="zoned">
    <Time at={until.at} timeZone={until.zone} /> {until.zone !== 'UTC' && <span class="zone-name">{until.zone}</span>}
  </span>
);

type EmbargoProps = {
  view: CaseView;
  state: PageState;
  /** Where proposals and answers are sent. */
  action: string;
  /** Where staff ends it; nobody else can. */
  endHref?: string | undefined;
  now: Date;
  timeZone: string;
  /** What a new proposal starts from. */
  suggested: Date;
  isOpen: boolean;
};

export function EmbargoCard({ view, state, action, endHref, now, timeZone, suggested, isOpen }: EmbargoProps) {
  const { found, proposal, me } = view;
  const waits =
    isOpen && proposal !== undefined && proposal.proposer !== me.id && answerOf(proposal, me.id) === undefined;
  const inForce = isInForce(found.embargo);
  return (
    <Card
      title="Embargo"
      tone={waits ? 'attention' : undefined}
      aside={<Badge tone={inForce ? 'info' : 'neutral'}>{embargoWords[found.embargo]}</Badge>}
    >
      <div class="case-card" id="embargo">
        {inForce && found.until && (
          <p>
            Nothing is said in public until <Zoned until={found.until} />
          </p>
        )}
        {found.embargo === 'exited' && (
          <p>
            {found.embargoEndedAt && (
              <>
                Ended <Time at={found.embargoEndedAt} />
              </>
            )}
            {found.discloseDue && (
              <>
                . The advisory is promised by{' '}
                <Time at={found.discloseDue} due={found.discloseDue < now ? 'late' : undefined} />
              </>
            )}
          </p>
        )}
        {found.embargo === 'none' && <p class="case-hint">Nobody has to keep silent about this case yet.</p>}
        {proposal && <Proposed view={view} proposal={proposal} action={action} isOpen={isOpen} />}
        {isOpen && mayTalkEmbargo(found) && (
          <Disclosure
            summary={proposal ? 'Propose another time' : inForce ? 'Propose to change it' : 'Propose an embargo'}
            open={state.form === 'propose'}
          >
            <ProposalForm
              state={state}
              action={action}
              start={{ at: proposal?.until.at ?? found.until?.at ?? suggested, zone: proposal?.until.zone ?? timeZone }}
            />
          </Disclosure>
        )}
        {isOpen && inForce && endHref !== undefined && (
          <ButtonRow>
            <ButtonLink size="small" href={endHref}>
              End the embargo
            </ButtonLink>
          </ButtonRow>
        )}
      </div>
    </Card>
  );
}

const answerOf = ({ answers }: Proposal, participant: string) =>
  answers.find(one => one.participant === participant)?.answer;

type ProposedProps = { view: CaseView; proposal: Proposal; action: string; isOpen: boolean };

/** The proposal that waits, who said what to it, and the answers that one can give. */
function Proposed({ view, proposal, action, isOpen }: ProposedProps) {
  const { me, nameOf } = view;
  const mine = answerOf(proposal, me.id);
  const isMine = proposal.proposer === me.id;
  return (
    <div class="proposal">
      <p>
        <strong>{isMine ? 'You propose' : `${nameOf(proposal.proposer)} proposes`}</strong>{' '}
        <Zoned until={proposal.until} />
      </p>
      {proposal.reason && <blockquote class="proposal-reason">{proposal.reason}</blockquote>}
      {proposal.answers.length > 0 && (
        <ul class="proposal-answers">
          {proposal.answers.map(({ participant, answer }) => (
            <li key={participant}>
              {participant === me.id ? 'You' : nameOf(participant)}:{' '}
              {answer === 'agree' ? 'agrees' : 'does not want it'}
            </li>
          ))}
        </ul>
      )}
      {isOpen && !isMine && (
        <Answers action={action} proposal={proposal.id}>
          {mine !== 'agree' && (
            <Button kind="primary" size="small" name="step" value="agree">
              Agree
            </Button>
          )}
          {mine !== 'disagree' && (
            <Button size="small" name="step" value="disagree">
              Turn down
            </Button>
          )}
        </Answers>
      )}
      {isOpen && isMine && (
        <Answers action={action} proposal={proposal.id}>
          <Button size="small" name="step" value="disagree">
            Take it back
          </Button>
        </Answers>
      )}
      <p class="case-hint">It holds once {view.owner.name} and one other party agree.</p>
    </div>
  );
}

const Answers = ({ action, proposal, children }: { action: string; proposal: string; children: ComponentChildren }) => (
  <form action={action} method="post">
    <Hidden name="proposal" value={proposal} />
    <ButtonRow>{children}</ButtonRow>
  </form>
);

type FormProps = { state: PageState; action: string; start: ZonedInstant };

/** Date, hour and zone: three fields, since an hour without its zone is nobody's. */
function ProposalForm({ state, action, start }: FormProps) {
  const wall = wallOf(start.at, start.zone);
  const shown = shownIn(state, 'propose');
  return (
    <Form
      action={action}
      scope="propose"
      label="Propose an embargo"
      {...shown}
      values={shown.values ?? { date: wall.date, time: wall.time, zone: start.zone }}
    >
      <FormErrors kept="What you typed was kept." />
      <Hidden name="step" value="propose" />
      <Field name="date" label="Until, date" type="date" width="medium" required />
      <Field
        name="time"
        label="Hour"
        hint="As the clock in that zone shows it, 00:00 to 23:59."
        pattern="[0-2][0-9]:[0-5][0-9]"
        width="short"
        required
      />
      <Field
        name="zone"
        label="Time zone"
        hint="By its name, such as Europe/Berlin, America/New_York or UTC."
        width="medium"
        required
      />
      <TextArea name="reason" label="Why" hint="Everybody in the case reads it." rows={2} />
      <ButtonRow>
        <Button size="small">Propose</Button>
      </ButtonRow>
    </Form>
  );
}
