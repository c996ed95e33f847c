// What authorities ask for: the metrics of BOD 20-01 by quarter, and the year's outcome of monitoring for UN R155.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { download, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { csvOf } from '../../core/sheets/write-csv.ts';
import { currentProgram } from '../../program/index.ts';
import { listStories } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { type BodFigures, bodMeanings } from '../figures/bod-figures.ts';
import { periodFigures } from '../figures/figures.ts';
import { quarterOf, quartersBack, type ReportingPeriod, yearOf, yearsBack } from '../figures/reporting-period.ts';
import { type VehicleReport, vehicleHeading, vehicleReport, vehicleRows } from '../figures/vehicle-report.ts';
import { dayOf } from '../log/day.ts';
import type { LogLine } from '../log/event.ts';
import { completeLines } from '../log/tell-stories.ts';
import { bodValue, letters } from './bod-words.ts';
import { BodReport, VehicleSummary } from './metrics-parts.tsx';

const quarterQuery = Type.Object({ quarter: Type.Optional(Type.String()) });
const yearQuery = Type.Object({ year: Type.Optional(Type.String()) });

export const metricsRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.record.metrics,
    access: staff('report.read'),
    limit: 'page',
    summary: 'Metrics of BOD 20-01 by quarter, and the yearly outcome of monitoring for UN R155.',
    query: Type.Object({ quarter: Type.Optional(Type.String()), year: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, query } = context;
      const [today, lines] = [await todayOf(kernel), await completeLines(kernel, actor)];
      const first = lines[0]?.day ?? today;
      const quarters = quartersBack(first, today);
      const years = yearsBack(first, today);
      // A period that does not exist is no reason for an error: the present one is shown.
      const quarter = quarterOf(query.quarter ?? '', today) ?? quarterOf(quarters[0] ?? '', today);
      const year = yearOf(query.year ?? '', today) ?? yearOf(years[0] ?? '', today);
      if (!quarter || !year) throw refuse('not_found');
      const { calendar } = await currentProgram(kernel);
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="Metrics">
            <p>
              From everything that happened, with nothing held back: for the team, and for authorities that ask. Days
              are those of {calendar.timeZone}. What the public sees is on{' '}
              <a href={href(routes.record.statistics)}>the page of statistics</a>.
              {actor.kind === 'person' && may(actor.staffRole, 'program.edit') && (
                <>
                  {' '}
                  Was something wrong in its log? <a href={href(routes.record.corrections)}>Correct it</a>.
                </>
              )}
            </p>
            <BodReport bod={bodOf(lines, quarter)} period={quarter} quarters={quarters} year={year.name} />
            <VehicleSummary report={await vehicleOf(kernel, actor, year)} years={years} quarter={quarter.name} />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.record.bodCsv,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The metrics of BOD 20-01 for a quarter, as CSV.',
    query: quarterQuery,
    handle: async ({ kernel, actor, query }) => {
      const today = await todayOf(kernel);
      const period = quarterOf(query.quarter ?? quartersBack(today, today)[0] ?? '', today);
      if (!period) throw refuse('not_found');
      const bod = bodOf(await completeLines(kernel, actor), period);
      const rows = letters.map(letter => [
        letter,
        bodMeanings[letter].name,
        bodValue(bod, letter, ''),
        bodMeanings[letter].formula,
      ]);
      const file = csvOf(['metric', 'name', 'value', `formula, ${period.from} to ${period.through}`], rows);
      return download(Buffer.from(file), `bod-20-01-${period.name}.csv`, 'text/csv');
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.record.vehicleJson,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The outcome of a year of monitoring for UN R155, as JSON.',
    query: yearQuery,
    handle: async ({ kernel, actor, query }) => {
      const report = await vehicleOf(kernel, actor, await yearAsked(kernel, query.year));
      return download(
        Buffer.from(`${JSON.stringify(report, null, 2)}\n`),
        `r155-${report.year}.json`,
        'application/json',
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.record.vehicleCsv,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The findings of a year of monitoring for UN R155, as CSV.',
    query: yearQuery,
    handle: async ({ kernel, actor, query }) => {
      const report = await vehicleOf(kernel, actor, await yearAsked(kernel, query.year));
      return download(Buffer.from(csvOf(vehicleHeading, vehicleRows(report))), `r155-${report.year}.csv`, 'text/csv');
    },
  }),
];

const todayOf = async (kernel: Kernel): Promise<string> =>
  dayOf(kernel.clock.now(), (await currentProgram(kernel)).calendar.timeZone);

const bodOf = (lines: readonly LogLine[], { from, through }: ReportingPeriod): BodFigures =>
  periodFigures(lines, { from, through, enough: 1 }).bod;

async function vehicleOf(kernel: Kernel, actor: Actor, year: ReportingPeriod): Promise<VehicleReport> {
  return vehicleReport(await listStories(kernel, actor), await currentProgram(kernel), year);
}

/** @throws Refusal not_found for a year that is none, or has not begun */
async function yearAsked(kernel: Kernel, year: string | undefined): Promise<ReportingPeriod> {
  const today = await todayOf(kernel);
  const period = yearOf(year ?? today.slice(0, 4), today);
  if (!period) throw refuse('not_found');
  return period;
}
