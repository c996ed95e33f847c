// Who else touches the data: sub-processors in use, those announced, and those that ended.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { dayText } from '../view/day-text.ts';
import type { SubprocessorView, TrustView } from '../view/trust-view.ts';
import { phaseWords } from '../view/trust-words.ts';
import { DayText } from './attestations-section.tsx';

export function SuppliersSection({ view }: { view: TrustView }) {
  const now = view.subprocessors.filter(({ phase }) => phase !== 'ended');
  const ended = view.subprocessors.filter(({ phase }) => phase === 'ended');
  const coming = now.filter(({ phase }) => phase === 'coming');
  const emergencies = now.filter(({ emergency }) => emergency !== null);
  return (
    <Section
      id="subprocessors"
      title="Sub-processors"
      intro={
        <p>
          Who else works with the data. One that is added, or does something else, or does it elsewhere, is announced
          here at least {view.noticeDays} days before it begins.{' '}
          <a href={href(routes.newsletter.subscribe, undefined, { topics: 'subprocessors' })}>Have changes mailed</a>,
          or follow <a href={href(routes.trust.updatesAtom)}>the feed</a>.
        </p>
      }
    >
      {coming
        .filter(({ objectUntil }) => objectUntil !== null)
        .map(one => (
          <Callout key={one.id} tone="attention" title={`${one.name} begins on ${dayText(one.effectiveFrom)}`}>
            <p>
              For: {one.purpose}. Data: {one.dataCategories.join(', ')}. Where: {one.countries.join(', ')}. Transfer:{' '}
              {one.transfer}.{replaced(view, one)} Customers can object through{' '}
              {one.objectUntil !== null && <DayText day={one.objectUntil} />}.
            </p>
            <ButtonRow>
              <ButtonLink href={href(routes.trust.object, { id: one.id })}>Object</ButtonLink>
            </ButtonRow>
          </Callout>
        ))}
      {emergencies.map(one => (
        <Callout key={one.id} tone="bad" title={`${one.name} came without the usual notice`}>
          <p>{one.emergency}</p>
          {view.overview.contactMail !== '' && (
            <p>
              There was no time to object before. Customers who do{' '}
              <a href={`mailto:${view.overview.contactMail}`}>write to {view.overview.contactName || 'us'}</a>.
            </p>
          )}
        </Callout>
      ))}
      <Table
        caption="Sub-processors"
        captionHidden
        rows={now}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="None" icon="inbox">
            <p>Nobody else works with the data.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'name',
            label: 'Who',
            main: true,
            cell: one => (
              <span id={`subprocessor-${one.id}`} data-subprocessor={one.id} data-phase={one.phase}>
                <strong>{one.name}</strong> {one.isExample && <Badge tone="attention">Example</Badge>}
                <span class="cell-note">{one.purpose}</span>
              </span>
            ),
          },
          { key: 'data', label: 'Data', cell: ({ dataCategories }) => dataCategories.join(', ') },
          { key: 'where', label: 'Where', cell: ({ countries }) => countries.join(', ') },
          { key: 'transfer', label: 'Transfer', cell: ({ transfer }) => transfer },
          { key: 'state', label: 'State', cell: one => <Phase one={one} /> },
        ]}
      />
      {ended.length > 0 && (
        <Disclosure summary={`${ended.length} that ended`}>
          <ul class="trust-sentences">
            {ended.map(one => (
              <li key={one.id} data-subprocessor={one.id} data-phase={one.phase}>
                {one.name}: {one.purpose}, until {one.endsOn !== null && <DayText day={one.endsOn} />}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </Section>
  );
}

const replaced = (view: TrustView, { replaces }: SubprocessorView): string => {
  const name = view.subprocessors.find(({ id }) => id === replaces)?.name;
  return name === undefined ? '' : ` It comes in the place of ${name}.`;
};

function Phase({ one: { phase, effectiveFrom, endsOn, announcedAt } }: { one: SubprocessorView }) {
  return (
    <>
      <Badge tone={phase === 'working' ? 'good' : 'attention'}>{phaseWords[phase]}</Badge>
      <span class="cell-note">
        {phase === 'ending' && endsOn !== null ? (
          <>
            on <DayText day={endsOn} />
          </>
        ) : (
          <>
            {phase === 'coming' ? 'begins ' : 'since '}
            <DayText day={effectiveFrom} />
            {phase === 'coming' && announcedAt !== null && (
              <>
                , announced <Time at={new Date(announcedAt)} show="date" />
              </>
            )}
          </>
        )}
      </span>
    </>
  );
}
