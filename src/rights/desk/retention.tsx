// How long things are kept, and the proof of the last run that nothing is kept longer.
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import {
  lastRetentionRuns,
  type RetentionRule,
  type RetentionRun,
  retentionRules,
  ruleName,
} from '../../core/database/retention.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

/** A run every night; one may be missed by a restart, two are a fault. */
const RUNS_WITHIN = 2 * DAY;

export const retentionRoute = defineRoute({
  method: 'GET',
  at: routes.rights.retention,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'Rules of retention with their last run and its proof.',
  handle: async context => {
    const { kernel } = context;
    const now = kernel.clock.now();
    const [rules, runs] = await Promise.all([retentionRules(kernel.db), lastRetentionRuns(kernel.db)]);
    const rows = rules.map(rule => ({ rule, run: runs.get(ruleName(rule)) }));
    const failed = rows.filter(({ run }) => run && run.leftOver > 0).length;
    const missed = rows.filter(({ run }) => !run || run.at < after(now, -RUNS_WITHIN)).length;
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Retention"
          breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
        >
          <p>
            Every night at 03:17 UTC what is too old goes, as the database’s own column comments say. Afterwards the
            database is asked again, with a question of its own, whether anything older is left. What is under a{' '}
            <a href={href(routes.rights.holds)}>legal hold</a> stays, and is counted.
          </p>
          {failed > 0 && (
            <Callout tone="bad" title="Something older is left">
              <p>The server’s log of the night says why.</p>
            </Callout>
          )}
          {failed === 0 && missed > 0 && (
            <Callout
              tone="info"
              title={missed === rows.length ? 'It has not run lately' : 'Some rules have not run lately'}
            >
              <p>A new server has no run yet; otherwise look at the jobs.</p>
            </Callout>
          )}
          <Table
            caption="Rules of retention"
            captionHidden
            dense
            rows={rows}
            rowKey={({ rule }) => ruleName(rule)}
            columns={[
              {
                key: 'what',
                label: 'What goes',
                main: true,
                cell: ({ rule }) => (
                  <>
                    <Mono>{rule.table}</Mono>
                    <p class="muted">{rule.deletesRows ? 'whole rows' : rule.columns.join(', ')}</p>
                  </>
                ),
              },
              { key: 'days', label: 'After days', numeric: true, cell: ({ rule }) => String(rule.keepDays) },
              {
                key: 'run',
                label: 'Last run',
                cell: ({ run }) => (run ? <Time at={run.at} show="absolute" /> : 'none yet'),
              },
              {
                key: 'touched',
                label: 'Rows',
                numeric: true,
                cell: ({ run }) => run?.touched.toLocaleString('en') ?? '',
              },
              {
                key: 'oldest',
                label: 'Oldest left',
                cell: ({ run }) => (run?.oldest ? <Time at={run.oldest} show="date" /> : run ? 'nothing' : ''),
              },
              {
                key: 'held',
                label: 'Held by law',
                numeric: true,
                cell: ({ run }) => (run && run.held > 0 ? run.held.toLocaleString('en') : ''),
              },
              { key: 'proof', label: 'Proof', narrow: true, cell: row => <Proof {...row} now={now} /> },
            ]}
          />
        </StaffConsole>,
      ),
    );
  },
});

function Proof({ run, now }: { rule: RetentionRule; run: RetentionRun | undefined; now: Date }) {
  if (!run || run.at < after(now, -RUNS_WITHIN)) return <Badge>Not lately</Badge>;
  return run.leftOver === 0 ? (
    <Badge tone="good">Nothing older</Badge>
  ) : (
    <Badge tone="bad">{run.leftOver.toLocaleString('en')} older</Badge>
  );
}
