// How far an import has come, and in the end what it brought: figures, and the waiting reports that look like it.
import { href, routes } from '../../catalog/routes.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Progress, Stat, StatRow } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { strengthWords } from '../duplicates/reasons-list.tsx';
import { readIssueHeads } from '../issues/issue-store.ts';
import { readReports } from '../report-store.ts';
import { type ImportRun, listMatches } from './import-run-store.ts';

const runWords = { waiting: 'Not started', running: 'Running', done: 'Done', failed: 'Failed' } as const;
const runTones = { waiting: 'attention', running: 'info', done: 'good', failed: 'bad' } as const;

export const RunBadge = ({ run: { state } }: { run: ImportRun }) => (
  <Badge tone={runTones[state]}>{runWords[state]}</Badge>
);

export function Counts(counts: Pick<ImportRun, 'created' | 'updated' | 'unchanged' | 'repeated' | 'faulty'>) {
  return (
    <StatRow>
      <Stat label="New issues" value={String(counts.created)} />
      <Stat label="Changed" value={String(counts.updated)} />
      <Stat label="Known already" value={String(counts.unchanged)} />
      <Stat label="Repeat another" value={String(counts.repeated)} />
      <Stat label="Left out" value={String(counts.faulty)} />
    </StatRow>
  );
}

/** More than these nobody reads here; each is told beside its report as well. */
const MATCHES = 50;

/** @param follows whether the page loads itself anew */
export async function ShowResult(
  { kernel, actor }: Pick<RouteContext, 'kernel' | 'actor'>,
  run: ImportRun,
  follows: boolean,
) {
  const matches = await listMatches(kernel, run.id, MATCHES);
  const [reports, issues] = await Promise.all([
    readReports(
      kernel,
      actor,
      matches.map(({ report }) => report),
    ),
    readIssueHeads(kernel, actor, [...new Set(matches.map(({ issue }) => issue))]),
  ]);
  const titles = new Map(reports.map(({ id, title }) => [id, title]));
  return (
    <>
      {run.state === 'running' && <Underway run={run} follows={follows} />}
      <Counts {...run} />
      {matches.length > 0 && (
        <Section
          title="Waiting reports that look like these"
          id="matches"
          intro={<p>Open one to see why. Whether it is the same is for you to say.</p>}
        >
          <Table
            caption="Waiting reports that look like imported issues"
            captionHidden
            dense
            columns={[
              {
                key: 'report',
                label: 'Report',
                main: true,
                cell: ({ report, reportNumber }: (typeof matches)[number]) => (
                  <>
                    <a href={href(routes.reports.triage, { id: report })}>{titles.get(report) ?? reportNumber}</a>
                    <div class="report-number">
                      <Mono>{reportNumber}</Mono>
                    </div>
                  </>
                ),
              },
              {
                key: 'issue',
                label: 'Known issue',
                cell: ({ issue, issueNumber }) => (
                  <a href={href(routes.reports.issue, { id: issue })}>
                    <Mono>{issueNumber}</Mono> {issues.get(issue)?.title}
                  </a>
                ),
              },
              { key: 'strength', label: 'How much', cell: ({ strength }) => strengthWords[strength] },
            ]}
            rows={matches}
            rowKey={({ report }) => report}
          />
        </Section>
      )}
      <ButtonRow>
        <ButtonLink href={href(routes.reports.issues)}>See the issues</ButtonLink>
        <ButtonLink href={href(routes.reports.knownImports)}>Import another file</ButtonLink>
      </ButtonRow>
    </>
  );
}

function Underway({ run: { id, done, total, compared, toCompare }, follows }: { run: ImportRun; follows: boolean }) {
  const isReading = done < total;
  return (
    <Callout
      tone="info"
      title={isReading ? `${done} of ${total} rows so far, ${Math.floor((done / total) * 100)} %` : 'All rows are in'}
    >
      <Progress label="Rows" value={done} max={total} />
      {!isReading && toCompare !== null && (
        <Progress label={`Waiting reports compared: ${compared} of ${toCompare}`} value={compared} max={toCompare} />
      )}
      {follows ? (
        <p>
          It goes on without this page, which looks again by itself until it is done.{' '}
          <a href={href(routes.reports.knownImport, { id })}>Stop looking</a>
        </p>
      ) : (
        <p>
          It goes on without this page.{' '}
          <a href={href(routes.reports.knownImport, { id }, { follow: 'yes' })}>Follow it</a>
        </p>
      )}
      <form action={href(routes.reports.knownImport, { id })} method="post">
        <p class="field-hint">Does the number stand still? Going on does no row twice.</p>
        <ButtonRow>
          <Button size="small">Go on now</Button>
        </ButtonRow>
      </form>
    </Callout>
  );
}
