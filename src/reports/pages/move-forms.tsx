// A form for each move that is possible now, and none for any other.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { ReplyPicker } from '../replies/reply-picker.tsx';
import { closeReasons } from '../report-closing.ts';
import type { MoveOffer } from '../report-state.ts';
import type { CaseState } from '../triage/case-state.ts';
import type { Case } from '../triage/load-case.ts';
import { formNameOf } from '../triage/move-form.ts';
import { MoveFields, startingValues } from './move-fields.tsx';

type MoveFormsProps = { found: Case; state: CaseState; now: Date };

/** Closings stand together under one heading, since they are many and rare. */
export function MoveForms({ found, state, now }: MoveFormsProps) {
  const closings = found.offers.filter(({ kind }) => kind === 'close');
  const approvals = found.offers.filter(({ kind }) => kind === 'approve_closing');
  const others = found.offers.filter(({ kind }) => kind !== 'close' && kind !== 'approve_closing');
  if (found.offers.length === 0) return null;
  const isIn = (offers: readonly MoveOffer[]) => offers.some(offer => formNameOf(offer) === state.form);
  const list = (offers: readonly MoveOffer[]) =>
    offers.map(offer => <MoveForm key={formNameOf(offer)} offer={offer} found={found} state={state} now={now} />);
  return (
    <div class="move-list">
      {list(others)}
      {closings.length > 0 && (
        <Disclosure summary="Close…" open={isIn(closings)}>
          <p class="move-hint">Each reason says what the reporter will read.</p>
          <div class="move-list">{list(closings)}</div>
        </Disclosure>
      )}
      {approvals.length > 0 && (
        <Disclosure summary="Approve a closing…" open={isIn(approvals)}>
          <p class="move-hint">Some closings take two people: one approves here, another one closes.</p>
          <div class="move-list">{list(approvals)}</div>
        </Disclosure>
      )}
    </div>
  );
}

function MoveForm({ offer, found, state, now }: { offer: MoveOffer } & MoveFormsProps) {
  const { report } = found;
  const name = formNameOf(offer);
  const wasSent = state.form === name;
  const hint = hintOf(offer);
  return (
    <Disclosure summary={summaryOf(offer)} open={wasSent} id={`move-${name}`}>
      {hint && <p class="move-hint">{hint}</p>}
      <Form
        action={href(routes.reports.move, { id: report.id })}
        scope={name}
        values={wasSent && state.fields ? state.fields : startingValues(offer, found, now)}
        errors={wasSent ? state.errors : {}}
        label={offer.label}
      >
        <FormErrors kept="What you typed was kept." />
        <Hidden name="revision" value={String(report.revision)} />
        <Hidden name="kind" value={offer.kind} />
        {offer.reason && <Hidden name="closeReason" value={offer.reason} />}
        {((offer.kind === 'close' && offer.reason !== 'spam') || offer.kind === 'ask') && (
          <ReplyPicker replies={found.replies} reason={offer.reason ?? null} />
        )}
        <MoveFields offer={offer} found={found} />
        <ButtonRow>
          <Button kind={offer.kind === 'close' ? 'danger' : 'primary'} size="small">
            {offer.label}
          </Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}

function summaryOf({ kind, reason, label }: MoveOffer): string {
  if ((kind === 'close' || kind === 'approve_closing') && reason)
    return `as ${closeReasons[reason].label.toLowerCase()}`;
  return label;
}

function hintOf({ kind, reason }: MoveOffer): string | null {
  if (kind === 'close' && reason) return `The reporter reads: “${closeReasons[reason].meaning}”`;
  return hints[kind] ?? null;
}

const hints: Readonly<Partial<Record<MoveOffer['kind'], string>>> = {
  triage: 'It is real and new. The fix clock starts.',
  accept: 'Someone takes the fix on, with a date.',
  mark_fixed: 'The reporter is asked to check the fix.',
  resolve_after_silence: 'The reporter had their time to check and said nothing.',
  ask: 'Our clocks rest while a reporter or another company is asked; they go on while our own people are.',
  resume: 'Our clocks go on.',
  record_attempt: 'Stays inside. Needed before a report can be closed as not reproducible.',
  reopen: 'It starts again, judged by someone other than who ended it.',
};
