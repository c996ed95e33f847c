// Background jobs: what waits, what is tried again, what failed for good, and two things one can do about that.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { countJobs, discardJob, type JobFacts, type JobState, listJobs, retryJob } from '../../core/work/job-list.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

const states: readonly { state: JobState; label: string; tone: 'bad' | 'attention' | 'info' | 'neutral' }[] = [
  { state: 'failed', label: 'Failed for good', tone: 'bad' },
  { state: 'retrying', label: 'Trying again', tone: 'attention' },
  { state: 'waiting', label: 'Waiting', tone: 'neutral' },
  { state: 'running', label: 'Running', tone: 'info' },
];

const list = defineRoute({
  method: 'GET',
  at: routes.operator.jobs,
  access: staff('operation.read'),
  limit: 'page',
  summary: 'Background jobs by state.',
  query: Type.Object({ state: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel } = context;
    const chosen = states.find(({ state }) => state === context.query.state);
    const [jobs, counts] = await Promise.all([listJobs(kernel, chosen?.state), countJobs(kernel)]);
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Jobs">
          <Tabs
            label="Jobs by state"
            items={[
              { href: href(routes.operator.jobs), label: 'All', current: chosen === undefined },
              ...states.map(({ state, label }) => ({
                href: href(routes.operator.jobs, undefined, { state }),
                label,
                count: counts[state],
                due: state === 'failed' && counts.failed > 0,
                current: chosen?.state === state,
              })),
            ]}
          />
          <Table
            caption="Jobs"
            captionHidden
            dense
            rows={jobs}
            rowKey={({ id }) => id}
            rowDue={({ state }) => (state === 'failed' ? 'late' : undefined)}
            empty={
              <EmptyState title="No jobs here" icon="check">
                <p>Work that waits, is tried again or failed for good is listed here.</p>
              </EmptyState>
            }
            columns={[
              { key: 'name', label: 'Job', main: true, cell: ({ name }) => name },
              { key: 'state', label: 'State', narrow: true, cell: ({ state }) => <StateBadge state={state} /> },
              {
                key: 'tries',
                label: 'Tries',
                numeric: true,
                narrow: true,
                cell: ({ attempts, maxAttempts }) => `${attempts} of ${maxAttempts}`,
              },
              {
                key: 'run',
                label: 'Runs',
                cell: ({ runAt, state }) => (state === 'failed' ? 'not again' : <Time at={runAt} />),
              },
              {
                key: 'error',
                label: 'Last error',
                cell: ({ lastError }) => (lastError ? <Mono>{lastError}</Mono> : 'none'),
              },
              { key: 'do', label: 'Actions', labelHidden: true, narrow: true, cell: job => <Actions job={job} /> },
            ]}
          />
        </StaffConsole>,
      ),
    );
  },
});

function StateBadge({ state }: { state: JobState }) {
  const found = states.find(one => one.state === state);
  return <Badge tone={found?.tone ?? 'neutral'}>{found?.label ?? state}</Badge>;
}

function Actions({ job }: { job: JobFacts }) {
  if (job.state !== 'failed' && job.state !== 'retrying') return null;
  return (
    <form method="post" action={href(routes.operator.job, { id: job.id })}>
      <ButtonRow>
        <Button size="small" kind="quiet" name="do" value="retry">
          Try again now
        </Button>
        {job.state === 'failed' && (
          <Button size="small" kind="danger" name="do" value="discard">
            Discard
          </Button>
        )}
      </ButtonRow>
    </form>
  );
}

const act = defineRoute({
  method: 'POST',
  at: routes.operator.job,
  access: staff('operation.repair'),
  limit: 'change',
  summary: 'Tries a job again, or discards it.',
  body: Type.Object({ do: Type.Optional(Type.String()) }),
  handle: async ({ kernel, actor, params: { id }, body }) => {
    if (!/^\d{1,18}$/.test(id) || (body.do !== 'retry' && body.do !== 'discard')) throw refuse('not_found');
    const isDone = body.do === 'retry' ? await retryJob(kernel, id) : await discardJob(kernel, id);
    if (!isDone) throw refuse('not_found');
    await kernel.transaction(kernel =>
      kernel.audit.record(kernel.db, { actor: actorId(actor), action: `job.${body.do}`, subject: `job:${id}` }),
    );
    return seeOther(href(routes.operator.jobs));
  },
});

export const jobRoutes = [list, act];
