// Where a report leaves as one file: for its team with a question about notes, for its reporter at a press.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { reporter, staff } from '../../core/http/access.ts';
import { download, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Panel } from '../../core/panel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { listAttachments } from '../attachment-store.ts';
import { loadEvidence } from '../evidence/load-evidence.ts';
import { readReport } from '../report-store.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';
import { makeBundle } from './make-bundle.ts';

export const bundleRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.bundle,
    access: staff('report.export'),
    limit: 'page',
    summary: 'What the evidence bundle of a report will hold.',
    handle: async context => {
      const { kernel, actor, params } = context;
      const report = await readReport(kernel, actor, params.id);
      const { id, number } = report;
      const [files, evidence] = await Promise.all([listAttachments(kernel, actor, id), loadEvidence(kernel, id)]);
      const withheld = files.filter(({ file }) => evidence(file).isWithheld).length;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title={`Evidence bundle of ${number}`}
            heading="Evidence bundle"
            headingAside={<span class="queue-number">{number}</span>}
            breadcrumbs={[
              { href: href(routes.reports.queue), label: 'Triage' },
              { href: href(routes.reports.triage, { id }), label: number },
            ]}
          >
            <Section
              title="One file that speaks for itself"
              intro={<p>A ZIP that auditors can read, and check without this server.</p>}
            >
              <DefinitionList
                items={[
                  { term: 'To read', detail: 'A PDF of everything' },
                  { term: 'As data', detail: 'The report as received, and its story, as JSON' },
                  {
                    term: 'Evidence',
                    detail:
                      files.length === 0
                        ? 'No files'
                        : `${files.length} ${files.length === 1 ? 'file' : 'files'} as sent${withheld > 0 ? `, of which ${withheld} withheld` : ''}`,
                  },
                  {
                    term: 'Proofs',
                    detail: 'Receipt, place in the audit log under a signed checkpoint, public keys, a signed manifest',
                  },
                ]}
              />
              <Callout tone="attention" title="It leaves the sealed store">
                <p>
                  The file is not encrypted. Pass it on the way the report itself may be passed on. The audit log notes
                  that you took it.
                </p>
              </Callout>
              <Form action={href(routes.reports.bundle, { id })} label="Evidence bundle">
                <Checkbox
                  name="internal"
                  label="With internal notes"
                  hint="Notes and files that only the team sees. Leave it off for whoever is not of the team."
                />
                <ButtonRow>
                  <Button kind="primary" icon="download">
                    Download the bundle
                  </Button>
                </ButtonRow>
              </Form>
              <p class="field-hint">
                To check it: <Mono>telltale verify-bundle FILE</Mono>
              </p>
            </Section>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.bundle,
    access: staff('report.export'),
    limit: 'change',
    summary: 'The evidence bundle of a report, a ZIP.',
    body: Type.Object({ internal: Type.Optional(Type.String()) }),
    handle: async ({ kernel, actor, params, body }) => {
      const report = await readReport(kernel, actor, params.id);
      const withInternal = body.internal === 'on';
      const { name, content } = await makeBundle(kernel, actor, report, { view: 'team', withInternal });
      return download(content, name, 'application/zip');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.ownBundle,
    access: reporter(),
    limit: 'change',
    summary: 'The evidence bundle of a report, for its reporter: what they see of it, a ZIP.',
    handle: async ({ kernel, actor, params }) => {
      const report = await readOwnReport(kernel, actor, params.id);
      const { name, content } = await makeBundle(kernel, actor, report, { view: 'reporter', withInternal: false });
      return download(content, name, 'application/zip');
    },
  }),
];

/** On the page of a report, for who may take it out. */
export const bundlePanel: Panel = {
  name: 'bundle',
  on: 'report',
  place: 'side',
  order: 95,
  load: async (_kernel, actor, id) =>
    actor.kind === 'person' && may(actor.staffRole, 'report.export') ? (
      <Card title="Evidence bundle">
        <p class="move-hint">Everything in one ZIP, with proofs.</p>
        <ButtonRow>
          <ButtonLink size="small" icon="archive" href={href(routes.reports.bundle, { id })}>
            Export
          </ButtonLink>
        </ButtonRow>
      </Card>
    ) : null,
};
