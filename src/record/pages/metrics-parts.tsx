// The parts of the page of metrics: a quarter by BOD 20-01, a year by UN R155.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { type BodFigures, bodMeanings } from '../figures/bod-figures.ts';
import type { ReportingPeriod } from '../figures/reporting-period.ts';
import type { Count, VehicleReport } from '../figures/vehicle-report.ts';
import { bodValue, letters } from './bod-words.ts';

type PickProps = {
  name: 'quarter' | 'year';
  label: string;
  value: string;
  options: readonly string[];
  keep: Readonly<Record<string, string>>;
};

/** Another period: a plain form, so that each has its address. */
function Pick({ name, label, value, options, keep }: PickProps) {
  return (
    <form class="filter-line" action={href(routes.record.metrics)} method="get" aria-label={label}>
      {Object.entries(keep).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <span class="filter">
        <select name={name} aria-label={label}>
          {options.map(option => (
            <option key={option} value={option} selected={option === value}>
              {option}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" size={14} />
      </span>
      <Button size="small">Show</Button>
    </form>
  );
}

type BodProps = { bod: BodFigures; period: ReportingPeriod; quarters: readonly string[]; year: string };

export function BodReport({ bod, period, quarters, year }: BodProps) {
  return (
    <Section
      id="bod-20-01"
      title={`CISA BOD 20-01, item 9: ${period.name}`}
      intro={
        <p>
          From {period.from} through {period.through}. Reported each quarter.
        </p>
      }
    >
      <Pick name="quarter" label="Quarter" value={period.name} options={quarters} keep={{ year }} />
      <Table
        caption={`Metrics of BOD 20-01 for ${period.name}`}
        captionHidden
        dense
        rows={letters}
        rowKey={letter => letter}
        columns={[
          { key: 'letter', label: 'Metric', main: true, cell: letter => `(${letter}) ${bodMeanings[letter].name}` },
          { key: 'value', label: 'Value', cell: letter => bodValue(bod, letter, 'Nothing to measure') },
          { key: 'formula', label: 'How it is counted', cell: letter => bodMeanings[letter].formula },
        ]}
      />
      <ButtonRow>
        <ButtonLink icon="download" download="" href={href(routes.record.bodCsv, undefined, { quarter: period.name })}>
          Metrics (CSV)
        </ButtonLink>
      </ButtonRow>
    </Section>
  );
}

type VehicleProps = { report: VehicleReport; years: readonly string[]; quarter: string };

export function VehicleSummary({ report, years, quarter }: VehicleProps) {
  const { counts, year, from, through, findings } = report;
  return (
    <Section
      id="r155"
      title={`UN R155, outcome of monitoring: ${year}`}
      intro={
        <p>
          From {from} through {through}. For the yearly report to the approval authority (paragraphs 7.2.2.2 (g) and
          (h), 7.3.7, 7.4.1). Add what only you know: affected vehicle types behind each target, and your own findings.
        </p>
      }
    >
      <Pick name="year" label="Year" value={year} options={years} keep={{ quarter }} />
      <StatRow>
        <Stat label="Received" value={String(counts.received)} note={`${counts.notDecided} not decided yet`} />
        <Stat label="Confirmed" value={String(counts.confirmed)} note={`${counts.notConfirmed} not confirmed`} />
        <Stat label="Fixed" value={String(counts.fixed)} note={`${counts.riskAccepted} left as they are`} />
        <Stat
          label="Confirmed and open"
          value={String(counts.openConfirmed)}
          note={`${counts.exploited} known to be exploited`}
        />
      </StatRow>
      <Counts title="By kind" of="Kind" rows={report.byKind} />
      <Counts title="By target" of="Target" rows={report.byTarget} />
      <ButtonRow>
        <ButtonLink icon="download" download="" href={href(routes.record.vehicleJson, undefined, { year })}>
          Everything (JSON)
        </ButtonLink>
        <ButtonLink icon="download" download="" href={href(routes.record.vehicleCsv, undefined, { year })}>
          {findings.length} {findings.length === 1 ? 'finding' : 'findings'} (CSV)
        </ButtonLink>
      </ButtonRow>
    </Section>
  );
}

const Counts = ({ title, of, rows }: { title: string; of: string; rows: readonly Count[] }) => (
  <Table
    caption={title}
    dense
    rows={rows}
    rowKey={({ name }) => name}
    empty={<EmptyState title={`${title}: nothing was received in this year`} />}
    columns={[
      { key: 'name', label: of, main: true, cell: ({ name }) => name },
      { key: 'reports', label: 'Reports', numeric: true, narrow: true, cell: ({ reports }) => String(reports) },
      { key: 'confirmed', label: 'Confirmed', numeric: true, narrow: true, cell: ({ confirmed }) => String(confirmed) },
    ]}
  />
);
