// Where known issues are imported: a file, what would become of each row, then how far it has come.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { FileInput } from '../../web/ui/choice.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono, Severity } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Fate, planImport } from './import-known.ts';
import { Counts, RunBadge, ShowResult } from './import-result.tsx';
import { findRun, type ImportRun, listRuns } from './import-run-store.ts';
import { faultWords, formatNames, type KnownRow } from './known-finding.ts';
import { keepImport, LARGEST_IMPORT, readImport, startImport } from './run-import.ts';

export const importRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.knownImports,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'Where a file of known issues is sent.',
    handle: context => showStart(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.knownImports,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Keeps a file of known issues, to be looked at before it is imported.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, request } = context;
      const parts: Buffer[] = [];
      let name = '';
      await readMultipart(request, async ({ filename, stream }) => {
        name = filename;
        let length = 0;
        for await (const bytes of stream) {
          length += (bytes as Buffer).length;
          if (length > LARGEST_IMPORT) throw refuse('file_too_large');
          parts.push(bytes as Buffer);
        }
        return 'kept';
      });
      if (parts.length === 0) return showStart(context, 'Choose the file first.');
      const kept = await keepImport(kernel, actor, { name: name.slice(0, 200), bytes: Buffer.concat(parts) });
      return kept.ok ? seeOther(href(routes.reports.knownImport, { id: kept.id })) : showStart(context, kept.fault);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.knownImport,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'What an import would do row by row, or has done.',
    query: Type.Object({ follow: Type.Optional(Type.Literal('yes')) }),
    handle: context => showRun(context, context.params.id, context.query.follow === 'yes'),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.knownImport,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Starts an import.',
    handle: async ({ kernel, actor, params }) => {
      await startImport(kernel, actor, params.id);
      return seeOther(href(routes.reports.knownImport, { id: params.id }, { follow: 'yes' }));
    },
  }),
];

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const crumbs = [{ href: href(routes.reports.issues), label: 'Issues' }];

async function showStart(context: PageContext, fault?: string): Promise<Answer> {
  const runs = await listRuns(context.kernel, 10);
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title="Import known issues" breadcrumbs={crumbs}>
        <p>
          What you knew before anybody reported it. Each becomes an issue of its own, sealed, and our audit log commits
          to it without showing it: a later report of the same can be closed as its duplicate, with a proof.
        </p>
        <Form
          action={href(routes.reports.knownImports)}
          multipart
          errors={fault === undefined ? {} : { file: fault }}
          label="File"
        >
          <FormErrors />
          <FileInput
            name="file"
            label="File"
            accept=".csv,.json,.sarif"
            maxBytes={LARGEST_IMPORT}
            hint="CSV with at least id and title, the CSV or JSON of HackerOne or Bugcrowd, or SARIF 2.1.0."
          />
          <ButtonRow>
            <Button kind="primary" icon="upload">
              Look at the file
            </Button>
          </ButtonRow>
        </Form>
        <p class="field-hint">
          Columns of a plain CSV: <Mono>id, title, description, severity, cvss, cwe, cve, state</Mono>. Nothing is
          imported before you have seen what would happen.
        </p>
        {runs.length > 0 && (
          <Section title="Imports so far" id="imports">
            <Table
              caption="Imports so far"
              captionHidden
              columns={[
                {
                  key: 'when',
                  label: 'File of',
                  main: true,
                  cell: (run: ImportRun) => (
                    <a href={href(routes.reports.knownImport, { id: run.id })}>
                      <Time at={run.createdAt} show="absolute" />
                    </a>
                  ),
                },
                { key: 'format', label: 'Format', cell: ({ format }) => formatNames[format] },
                { key: 'state', label: 'State', cell: run => <RunBadge run={run} /> },
                { key: 'rows', label: 'Rows', numeric: true, cell: ({ total }) => total },
                { key: 'created', label: 'New', numeric: true, cell: ({ created }) => created },
              ]}
              rows={runs}
              rowKey={({ id }) => id}
            />
          </Section>
        )}
      </StaffConsole>,
    ),
    { status: fault === undefined ? 200 : 422 },
  );
}

/** How often a page that follows an import is loaded anew, in seconds. */
const AGAIN = 3;

/** @param follows whether the page loads itself anew until the import is done, which needs no script */
async function showRun(context: PageContext, id: string, follows: boolean): Promise<Answer> {
  const { kernel } = context;
  const run = await findRun(kernel, id);
  if (!run) throw refuse('not_found');
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Import of known issues"
        headingAside={<RunBadge run={run} />}
        breadcrumbs={[...crumbs, { href: href(routes.reports.knownImports), label: 'Import' }]}
      >
        {run.state === 'waiting' ? await preview(context, run) : await ShowResult(context, run, follows)}
      </StaffConsole>,
    ),
    follows && run.state === 'running' ? { headers: { refresh: String(AGAIN) } } : {},
  );
}

async function preview({ kernel }: PageContext, run: ImportRun) {
  const { rows, format } = await readImport(kernel, run.id);
  const findings = rows.flatMap(row => (row.ok ? [row.finding] : []));
  const fates = await planImport(kernel, format, findings);
  const fateOf = new Map(rows.filter(({ ok }) => ok).map((row, index) => [row, fates[index]]));
  const count = (fate: Fate['kind']) => fates.filter(({ kind }) => kind === fate).length;
  const faulty = rows.filter(({ ok }) => !ok);
  // Faults first: they are what somebody has to do something about.
  const shown = [...faulty.slice(0, SHOWN), ...rows.filter(({ ok }) => ok).slice(0, SHOWN)];
  return (
    <>
      <p>
        {formatNames[format]} with {rows.length} rows. Nothing was imported yet.
      </p>
      <Counts
        created={count('create')}
        updated={count('update')}
        unchanged={count('leave')}
        repeated={count('repeat')}
        faulty={faulty.length}
      />
      {findings.length > 0 ? (
        <form action={href(routes.reports.knownImport, { id: run.id })} method="post">
          <ButtonRow>
            <Button kind="primary">Import {findings.length === 1 ? 'one row' : `${findings.length} rows`}</Button>
            <ButtonLink href={href(routes.reports.knownImports)}>Choose another file</ButtonLink>
          </ButtonRow>
        </form>
      ) : (
        <EmptyState
          title="No row of this file can be imported"
          icon="triangle-alert"
          action={{ href: href(routes.reports.knownImports), label: 'Choose another file' }}
        />
      )}
      <Section title="Row by row" id="rows">
        <Table
          caption="What would become of the rows"
          captionHidden
          dense
          columns={[
            { key: 'line', label: 'Line', numeric: true, narrow: true, cell: (row: KnownRow) => row.line },
            {
              key: 'title',
              label: 'Issue',
              main: true,
              cell: row => (row.ok ? row.finding.title : `“${row.fault.field}” ${faultWords[row.fault.code]}`),
            },
            {
              key: 'severity',
              label: 'Priority',
              narrow: true,
              cell: row =>
                row.ok && row.finding.severity !== null ? <Severity level={row.finding.severity} short /> : '',
            },
            { key: 'fate', label: 'What happens', cell: row => <FateBadge fate={fateOf.get(row)} /> },
          ]}
          rows={shown}
          rowKey={({ line, ok }) => `${line}${ok}`}
        />
        {rows.length > shown.length && (
          <p class="field-hint">
            The first {shown.length} of {rows.length} rows.
          </p>
        )}
      </Section>
    </>
  );
}

const SHOWN = 100;

const fateWords = { create: 'New issue', update: 'Changed', leave: 'Known already' } as const;
const fateTones = { create: 'good', update: 'info', leave: 'neutral', repeat: 'neutral' } as const;

const FateBadge = ({ fate }: { fate: Fate | undefined }) =>
  fate ? (
    <Badge tone={fateTones[fate.kind]}>
      {fate.kind === 'repeat'
        ? fate.of === null
          ? 'Repeats a row above'
          : `Repeats ${fate.of}`
        : fateWords[fate.kind]}
    </Badge>
  ) : (
    <Badge tone="bad">Left out</Badge>
  );
