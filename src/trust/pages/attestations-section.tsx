// What others have examined: attestations and penetration tests with their dates, documents that tell of them.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { Card, Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { AttestationState } from '../content/attestation-state.ts';
import type { Day } from '../content/content.ts';
import { startOf } from '../content/day.ts';
import type { DocumentView } from '../view/offered-documents.ts';
import type { AttestationView, TrustView } from '../view/trust-view.ts';
import { attestationKindWords, stateWords } from '../view/trust-words.ts';

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

export function DocumentsSection({ view, children }: { view: TrustView; children?: ComponentChildren }) {
  const byHand = view.documents.some(({ gate }) => gate === 'on-request' || gate === 'nda');
  const { contactMail, contactName } = view.overview;
  return (
    <Section id="documents" title="Documents">
      <Table
        caption="Documents"
        captionHidden
        rows={view.documents}
        rowKey={({ id, title, version }) => id ?? `${title} ${version}`}
        empty={
          <EmptyState title="No documents are listed" icon="file-text">
            <p>Reports and policies will stand here, with how to get them.</p>
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
          {
            key: 'version',
            label: 'Version',
            cell: ({ version, issuedAt, validUntil }) => (
              <>
                {version}, <DayText day={issuedAt} />
                {validUntil !== null && (
                  <span class="cell-note">
                    valid through <ValidThrough day={validUntil} at={view.at} />
                  </span>
                )}
              </>
            ),
          },
          { key: 'how', label: 'How you get it', cell: one => <HowToGet one={one} /> },
        ]}
      />
      {byHand && contactMail !== '' && (
        <p>
          For what is sent by hand, write to <a href={`mailto:${contactMail}`}>{contactName || contactMail}</a> and name
          the document.
        </p>
      )}
      {children}
    </Section>
  );
}

function HowToGet({ one: { gate, how, url, title } }: { one: DocumentView }) {
  if (url !== null)
    return (
      <>
        <Badge tone="good">Public</Badge>{' '}
        <a href={url} aria-label={`Open: ${title}`}>
          Open
        </a>
      </>
    );
  return (
    <>
      <Badge tone={gate === 'public' ? 'good' : 'neutral'}>
        {gate === 'public' ? 'Public' : gate === 'shelf' ? 'On request' : 'By hand'}
      </Badge>
      {gate !== 'on-request' && gate !== 'public' && <span class="cell-note">{how}</span>}
    </>
  );
}

const ValidThrough = ({ day, at }: { day: Day; at: string }) => (
  <>
    <DayText day={day} /> {day < at.slice(0, 10) && <Badge tone="bad">expired</Badge>}
  </>
);
