// What others have examined: attestations and penetration tests with their dates, documents that tell of them.
import { href, routes } from '../../catalog/routes.ts';
import { Card, Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { AttestationState } from '../content/attestation-state.ts';
import type { Day } from '../content/content.ts';
import { startOf } from '../content/day.ts';
import type { AttestationView, TrustView } from '../view/trust-view.ts';
import { attestationKindWords, gateWords, stateWords } from '../view/trust-words.ts';

const tones: Readonly<Record<AttestationState, Tone>> = {
  'in-progress': 'info',
  current: 'good',
  'due-soon': 'good',
  bridged: 'attention',
  lapsed: 'bad',
};

/** A day of the calendar, the same in every zone. */
export const DayText = ({ day }: { day: Day }) => <Time at={startOf(day)} show="date" timeZone="UTC" />;

export function AttestationsSection({ view }: { view: TrustView }) {
  const audits = view.attestations.filter(({ kind }) => kind !== 'pentest');
  const tests = view.attestations.filter(({ kind }) => kind === 'pentest');
  return (
    <>
      <Section
        id="attestations"
        title="Attestations"
        intro={<p>They lapse by their dates, here and on every badge. A bridge letter covers at most three months.</p>}
      >
        {audits.length === 0 ? (
          <EmptyState title="None is held" icon="inbox">
            <p>No auditor has attested anything yet. What we can show ourselves stands above.</p>
          </EmptyState>
        ) : (
          <Cards of={audits} />
        )}
      </Section>
      <Section
        id="tests"
        title="Penetration tests"
        intro={
          <p>
            By people from outside, on a schedule. Anybody else may test at any time under the{' '}
            <a href={href(routes.program.show)}>disclosure program</a>.
          </p>
        }
      >
        {tests.length === 0 ? (
          <EmptyState title="None was done yet" icon="inbox">
            <p>No outside party has been paid to test this yet.</p>
          </EmptyState>
        ) : (
          <Cards of={tests} />
        )}
      </Section>
    </>
  );
}

function Cards({ of }: { of: readonly AttestationView[] }) {
  return (
    <div class="trust-cards">
      {of.map(one => (
        <div
          key={one.id}
          id={`attestation-${one.id}`}
          data-attestation={one.id}
          data-state={one.state}
          class="trust-card"
        >
          <Card
            title={one.name}
            level={3}
            aside={
              one.isExample ? (
                <Badge tone="attention">Example, not held</Badge>
              ) : (
                <Badge tone={tones[one.state]}>{stateWords[one.state]}</Badge>
              )
            }
          >
            {one.isExample && (
              <p class="field-hint">
                Invented, to show how it would look. Its dates say: {stateWords[one.state].toLowerCase()}.
              </p>
            )}
            <DefinitionList
              items={[
                { term: one.kind === 'pentest' ? 'Tested by' : 'Auditor', detail: one.auditor },
                { term: 'Scope', detail: one.scope },
                {
                  term: one.kind === 'pentest' ? 'Tested' : one.periodStart === null ? 'Examined through' : 'Period',
                  detail: (
                    <>
                      {one.periodStart !== null && (
                        <>
                          <DayText day={one.periodStart} /> to{' '}
                        </>
                      )}
                      <DayText day={one.periodEnd} />
                    </>
                  ),
                },
                ...(one.issuedAt === null ? [] : [{ term: 'Issued', detail: <DayText day={one.issuedAt} /> }]),
                {
                  term: one.state === 'in-progress' ? 'Examined through' : 'Next one due',
                  detail: <DayText day={one.nextDue} />,
                },
                ...(one.bridge === null || one.bridgedThrough === null
                  ? []
                  : [
                      {
                        term: 'Bridge letter',
                        detail: (
                          <>
                            through <DayText day={one.bridgedThrough} />, signed by {one.bridge.signedBy}.{' '}
                            {one.bridge.changes}
                          </>
                        ),
                      },
                    ]),
                ...(one.retest === null
                  ? []
                  : [
                      {
                        term: 'Tested again',
                        detail: (
                          <>
                            <DayText day={one.retest.on} />: {one.retest.result}
                          </>
                        ),
                      },
                    ]),
                ...(one.goodThrough === null
                  ? []
                  : [{ term: 'Lapses after', detail: <DayText day={one.goodThrough} /> }]),
              ]}
            />
            <p class="badge-line">
              <img
                src={href(routes.trust.badge, { id: one.id })}
                alt={`Badge of ${attestationKindWords[one.kind]}`}
                height="24"
                loading="lazy"
              />
            </p>
          </Card>
        </div>
      ))}
    </div>
  );
}

export function DocumentsSection({ view }: { view: TrustView }) {
  return (
    <Section
      id="documents"
      title="Documents"
      intro={
        view.overview.contactMail === '' ? undefined : (
          <p>
            Ask{' '}
            <a href={`mailto:${view.overview.contactMail}`}>{view.overview.contactName || view.overview.contactMail}</a>{' '}
            for what is given on request, and say which document you need.
          </p>
        )
      }
    >
      <Table
        caption="Documents"
        captionHidden
        rows={view.documents}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No documents are listed" icon="file-text">
            <p>Reports and policies that can be asked for will stand here.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'title',
            label: 'Document',
            main: true,
            cell: ({ title, about, isExample }) => (
              <>
                <strong>{title}</strong> {isExample && <Badge tone="attention">Example</Badge>}
                <span class="cell-note">{about}</span>
              </>
            ),
          },
          { key: 'version', label: 'Version', cell: ({ version }) => version },
          { key: 'issued', label: 'Of', cell: ({ issuedAt }) => <DayText day={issuedAt} /> },
          {
            key: 'valid',
            label: 'Valid through',
            cell: ({ validUntil }) => (validUntil === null ? 'No end' : <ValidThrough day={validUntil} at={view.at} />),
          },
          { key: 'gate', label: 'Who may read it', cell: ({ gate }) => gateWords[gate] },
        ]}
      />
    </Section>
  );
}

const ValidThrough = ({ day, at }: { day: Day; at: string }) => (
  <>
    <DayText day={day} /> {day < at.slice(0, 10) && <Badge tone="bad">expired</Badge>}
  </>
);
