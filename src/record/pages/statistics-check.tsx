// The end of the page of statistics: the metrics of BOD 20-01, and how anybody counts again.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { CodeBlock, Mono } from '../../web/ui/text.tsx';
import { bodMeanings } from '../figures/bod-figures.ts';
import { periodWords } from '../figures/figure-words.ts';
import type { Figures } from '../figures/figures.ts';
import { ENOUGH } from '../figures/statistics.ts';
import type { KeptEdition } from '../log/edition-store.ts';
import { bodValue, letters } from './bod-words.ts';

export function BodSection({ figures: { periods } }: { figures: Figures }) {
  return (
    <Section
      id="bod-20-01"
      title="By CISA’s BOD 20-01, item 9"
      intro={<p>The ten metrics that United States agencies report, with the way each is counted here.</p>}
    >
      <Table
        caption="Metrics of BOD 20-01"
        captionHidden
        rows={letters}
        rowKey={letter => letter}
        columns={[
          {
            key: 'name',
            label: 'Metric',
            main: true,
            cell: letter => (
              <>
                <strong>
                  ({letter}) {bodMeanings[letter].name}
                </strong>
                <span class="promise-from">{bodMeanings[letter].formula}</span>
              </>
            ),
          },
          {
            key: '90d',
            label: periodWords['90d'],
            cell: letter => bodValue(periods['90d'].bod, letter, 'Too few to say'),
          },
          { key: 'all', label: periodWords.all, cell: letter => bodValue(periods.all.bod, letter, 'Too few to say') },
        ]}
      />
    </Section>
  );
}

export function Check({ last }: { last: KeptEdition | undefined }) {
  return (
    <Section id="check" title="Count again">
      <ol class="five-sentences">
        <li>Download the log and, if you like, the statistics.</li>
        <li>
          Run <Mono>telltale verify-statistics</Mono>. It checks every signature, that no edition is missing or changed,
          and counts every figure anew. It needs no connection to us.
        </li>
        <li>
          Keep your copy. The next edition must begin with exactly it; each edition also stands in our audit log, whose
          hash is in every receipt that a reporter holds.
        </li>
      </ol>
      {last && (
        <>
          <ButtonRow>
            <ButtonLink href={href(routes.record.log)} icon="download" download="">
              Log (NDJSON)
            </ButtonLink>
            <ButtonLink href={href(routes.record.statisticsJson)} icon="download" download="">
              Statistics (JSON)
            </ButtonLink>
            <ButtonLink href={href(routes.site.keys)} icon="key-round">
              Public keys
            </ButtonLink>
          </ButtonRow>
          <CodeBlock label="How to verify">
            {'telltale verify-statistics log.ndjson statistics.json --keys telltale-keys.json'}
          </CodeBlock>
        </>
      )}
      <Disclosure summary="What the log tells, and what it does not" look="drawer">
        <p>
          A line is an event of one report: received, answered, confirmed, judged, fixed, closed, opened again. It has
          the day, a pseudonym that is the same for one report and leads nowhere without our key, and for spans whole
          hours. There are no times of day, titles, targets, kinds or people in it.
        </p>
        <p>
          Lines appear when a day is over, and only together: an edition tells of at least {ENOUGH} reports. A priority
          and a reason for closing are told once {ENOUGH} reports share them. Nothing is ever taken back; what turns out
          otherwise is told by a later line. When you sent a report with an account,{' '}
          <a href={href(routes.reports.mine)}>your page</a> names its pseudonym, so that you can see whether your own
          report is told truly.
        </p>
      </Disclosure>
    </Section>
  );
}
