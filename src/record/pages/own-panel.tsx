// A researcher's own figures and history, on the page of their reports.
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Panel } from '../../core/panel.ts';
import { listOwnStories } from '../../reports/index.ts';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { eventInWords, hoursInWords } from '../figures/figure-words.ts';
import { periodFigures } from '../figures/figures.ts';
import type { Span } from '../figures/statistics.ts';
import { dayOf } from '../log/day.ts';
import type { LogLine } from '../log/event.ts';
import { logId } from '../log/publish-edition.ts';
import { ownLines, pseudonymOf } from '../log/tell-stories.ts';

const MOST_ROWS = 200;

export const ownPanel: Panel = {
  name: 'own-figures',
  on: 'own-reports',
  place: 'main',
  order: 1,
  load: async (kernel, actor) => {
    const lines = await ownLines(kernel, actor);
    const first = lines[0];
    if (!first) return null;
    const through = dayOf(kernel.clock.now(), kernel.config.operator.timeZone);
    const figures = periodFigures(lines, {
      from: first.day,
      through: through > first.day ? through : first.day,
      enough: 1,
    });
    const { received, valid, answer, fix } = figures;
    return (
      <Section
        id="own-figures"
        title="Your figures"
        intro={
          <p>
            Counted as <a href={href(routes.record.statistics)}>the program’s statistics</a> are, from your reports
            alone. Only you see them.
          </p>
        }
      >
        <StatRow>
          <Stat label="Sent" value={String(received)} />
          <Stat label="Valid" value={String(valid)} note="confirmed, or true without a change" />
          <Stat label="Answered within" value={middle(answer)} note={from(answer)} />
          <Stat label="Fixed, once confirmed, within" value={middle(fix)} note={from(fix)} />
        </StatRow>
        <Disclosure summary="History" look="drawer">
          <History lines={lines.toReversed().slice(0, MOST_ROWS)} names={await namesOf(kernel, actor)} />
        </Disclosure>
      </Section>
    );
  },
};

const middle = ({ medianHours }: Span): string => (medianHours === null ? 'None yet' : hoursInWords(medianHours));
const from = ({ sample }: Span): string => (sample === 0 ? '' : `median of ${sample}`);

type Names = ReadonlyMap<string, { readonly number: string; readonly pseudonym: string }>;

async function namesOf(kernel: Kernel, actor: Actor): Promise<Names> {
  const log = logId(kernel);
  const stories = await listOwnStories(kernel, actor);
  return new Map(stories.map(({ id, number }) => [id, { number, pseudonym: pseudonymOf(kernel, log, id) }]));
}

function History({ lines, names }: { lines: readonly LogLine[]; names: Names }) {
  return (
    <>
      <p class="field-hint">
        What the public log tells of your reports, by day. There they stand under these pseudonyms, as soon as enough
        others do.
      </p>
      <Table
        caption="What happened to your reports"
        captionHidden
        rows={lines}
        rowKey={({ n }) => String(n)}
        columns={[
          { key: 'event', label: 'What happened', main: true, cell: line => eventInWords(line) },
          { key: 'day', label: 'Day', narrow: true, cell: ({ day }) => day },
          {
            key: 'report',
            label: 'Report',
            cell: ({ report }) => (
              <a href={href(routes.reports.show, { id: report })}>{names.get(report)?.number ?? 'report'}</a>
            ),
          },
          {
            key: 'as',
            label: 'In the public log',
            cell: ({ report }) => <Mono>{names.get(report)?.pseudonym ?? ''}</Mono>,
          },
        ]}
      />
    </>
  );
}
