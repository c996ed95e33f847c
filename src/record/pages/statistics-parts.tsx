// The parts of the page of statistics: each chart with its numbers behind it.
import { href, routes } from '../../catalog/routes.ts';
import { BarChart } from '../../web/ui/bar-chart.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Meter, Stat, StatRow } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Severity } from '../../web/ui/text.tsx';
import { hoursInWords, periodWords, shareInWords, spanInWords } from '../figures/figure-words.ts';
import { type Figures, type OpenRow, type PeriodFigures, periodNames } from '../figures/figures.ts';
import { ENOUGH, type Share, type Span } from '../figures/statistics.ts';

type Props = { figures: Figures };

export function Headline({ figures }: Props) {
  const { answer, triage, fix, reopened } = figures.periods['90d'];
  return (
    <Section id="medians" title="The last 90 days">
      <StatRow>
        <Middle label="Half got an answer by a person within" span={answer} of="report" />
        <Middle label="Half were confirmed or closed within" span={triage} of="report" />
        <Middle label="Half of the fixes came within" span={fix} of="fix" />
        <Stat
          label="Opened again"
          value={reopened.of < ENOUGH ? '—' : `${percent(reopened)} %`}
          note={
            reopened.of < ENOUGH
              ? `too few to say: ${reopened.of} had ended or been fixed`
              : `${reopened.count} of ${reopened.of} that had ended or been fixed`
          }
        />
      </StatRow>
      <p class="field-hint">
        An answer counts when a person wrote it. Calendar time, as whoever waited felt it; begun hours count as whole
        ones. A fix counts from when the report was confirmed. A median is told from {ENOUGH} on.
      </p>
    </Section>
  );
}

function Middle({ label, span, of }: { label: string; span: Span; of: 'report' | 'fix' }) {
  const { medianHours, p90Hours, sample } = span;
  const many = of === 'fix' ? 'fixes' : 'reports';
  const from = `${sample} ${sample === 1 ? of : many}`;
  return (
    <Stat
      label={label}
      value={medianHours === null ? '—' : hoursInWords(medianHours)}
      note={
        medianHours === null
          ? `too few to say: ${from}`
          : `${p90Hours === null ? '' : `9 of 10 within ${hoursInWords(p90Hours)}, `}from ${from}`
      }
    />
  );
}

const percent = ({ count, of }: Share): number => Math.round((100 * count) / of);

export function InTime({ figures }: Props) {
  const { kept } = figures.periods['90d'];
  const lines: readonly [string, Share][] = [
    ['First answer in time', kept.answer],
    ['Decision in time', kept.decide],
    ['Fix in time', kept.fix],
  ];
  return (
    <Section
      id="in-time"
      title="Promises kept, last 90 days"
      intro={
        <p>
          What ran out without being done counts as not kept. Working days, hours and rests count as{' '}
          <a href={`${href(routes.program.show)}#promises`}>the promises</a> say.
        </p>
      }
    >
      <div class="meter-stack">
        {lines.map(([label, share]) => (
          <Meter
            key={label}
            label={label}
            value={share.count}
            max={share.of}
            text={shareInWords(share)}
            tone={share.of < ENOUGH ? undefined : toneOf(percent(share))}
          />
        ))}
      </div>
    </Section>
  );
}

const toneOf = (share: number): 'good' | 'attention' | 'bad' =>
  share >= 75 ? 'good' : share >= 25 ? 'attention' : 'bad';

export function Months({ figures: { months, through } }: Props) {
  const total = months.reduce((sum, { received }) => sum + received, 0);
  return (
    <Section id="months" title="Reports by month">
      <BarChart
        title="Received and ended in the last twelve months"
        summary={`${total} reports were received in the twelve months up to ${through}.`}
        series={['Received', 'Ended']}
        rowsAre="Month"
        rows={months.map(({ month, received, ended }) => ({
          label: month,
          tick: shortMonth(month),
          values: [received, ended],
        }))}
      />
    </Section>
  );
}

/** `Nov`, and with the year where one begins: `Jan 26`. */
function shortMonth(month: string): string {
  const name = monthNames[Number(month.slice(5)) - 1] ?? month;
  return name === 'Jan' ? `Jan ${month.slice(2, 4)}` : name;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

type Line = { readonly name: string; readonly value: (period: PeriodFigures) => string };

const lines: readonly Line[] = [
  { name: 'Reports received', value: ({ received }) => String(received) },
  { name: 'Of them valid', value: ({ valid }) => String(valid) },
  { name: 'Closed as duplicate', value: ({ duplicates }) => String(duplicates) },
  { name: 'Closed as spam', value: ({ spam }) => String(spam) },
  { name: 'Time to the first answer by a person', value: ({ answer }) => spanInWords(answer) },
  { name: 'Time to a decision', value: ({ triage }) => spanInWords(triage) },
  { name: 'Time from confirmation to the fix', value: ({ fix }) => spanInWords(fix) },
  { name: 'Time until resolved', value: ({ resolve }) => spanInWords(resolve) },
  { name: 'Answered in time', value: ({ kept }) => shareInWords(kept.answer) },
  { name: 'Decided in time', value: ({ kept }) => shareInWords(kept.decide) },
  { name: 'Fixed in time', value: ({ kept }) => shareInWords(kept.fix) },
  { name: 'Opened again', value: ({ reopened }) => shareInWords(reopened) },
  {
    name: 'Second looks asked for',
    value: ({ appeals: { made, changed, upheld, open } }) =>
      made === 0 ? 'None' : `${made}: ${changed} changed, ${upheld} upheld, ${open} open`,
  },
  { name: 'Reports that an advisory came of', value: ({ published }) => String(published) },
];

export function Periods({ figures: { periods } }: Props) {
  return (
    <Section id="periods" title="By period">
      <Table
        caption="Figures by period"
        captionHidden
        rows={lines}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', label: 'Figure', main: true, cell: ({ name }) => name },
          ...periodNames.map(name => ({
            key: name,
            label: periodWords[name],
            cell: ({ value }: Line) => value(periods[name]),
          })),
        ]}
      />
    </Section>
  );
}

export function OpenNow({ figures: { open } }: Props) {
  const sum = (pick: (row: OpenRow) => number): number => open.rows.reduce((total, row) => total + pick(row), 0);
  const ages: readonly [string, (row: OpenRow) => number][] = [
    ['Up to 30 days', ({ upTo30 }) => upTo30],
    ['31 to 90 days', ({ upTo90 }) => upTo90],
    ['More than 90 days', ({ over90 }) => over90],
  ];
  return (
    <Section
      id="open"
      title="Open now"
      intro={
        <p>
          {open.total} {open.total === 1 ? 'report is' : 'reports are'} open, {open.valid} of them valid. A priority is
          told once {ENOUGH} reports have had it.
        </p>
      }
    >
      <Table
        caption="Open reports by priority and age"
        captionHidden
        rows={open.rows}
        rowKey={({ priority }) => String(priority)}
        columns={[
          {
            key: 'priority',
            label: 'Priority',
            main: true,
            cell: ({ priority }) => (priority === null ? 'Not judged yet, or not told' : <Severity level={priority} />),
          },
          ...ages.map(([label, pick]) => ({
            key: label,
            label,
            numeric: true,
            cell: (row: OpenRow) => String(pick(row)),
          })),
        ]}
      />
      <BarChart
        title="Open reports by age"
        summary={`By age: ${ages.map(([label, pick]) => `${label.toLowerCase()} ${sum(pick)}`).join(', ')}.`}
        series={['Open']}
        rowsAre="Age"
        rows={ages.map(([label, pick]) => ({ label, values: [sum(pick)] }))}
      />
    </Section>
  );
}
