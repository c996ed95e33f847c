// One control: its evidence now, and all that was taken before.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { subjectsOf } from '../evidence/control-status.ts';
import { listEvidence } from '../evidence/evidence-store.ts';
import { loadView } from '../view/load-view.ts';
import { Checked, Findings } from './claims-section.tsx';

/** How many pieces of evidence a page shows; each names the one before it. */
const SHOWN = 60;

export const controlRoute = defineRoute({
  method: 'GET',
  at: routes.trust.control,
  access: publicly(),
  limit: 'page',
  summary: 'One claim of the trust center with its evidence so far.',
  handle: async context => {
    const { kernel, params } = context;
    const control = (await loadView(kernel)).controls.find(({ id }) => id === params.id);
    if (!control) throw refuse('not_found');
    const evidence = await listEvidence(kernel, subjectsOf(control), SHOWN);
    return html(
      renderPage(
        <SitePage
          sheet="trust-style.css"
          shell={shell(context)}
          title={control.statement}
          description={control.statement}
        >
          <Breadcrumbs items={[{ href: `${href(routes.trust.show)}#control-${control.id}`, label: 'Trust center' }]} />
          <header class="trust-head">
            <h1>{control.statement}</h1>
            <p>
              <Lamp state={control.status === 'passing' ? 'lit' : control.status === 'stale' ? 'amber' : 'dark'}>
                <Checked control={control} />
              </Lamp>
            </p>
          </header>
          <Section title="Evidence now">
            <Findings control={control} />
            <p class="control-foot">
              {control.frameworks.map(each => (
                <Badge key={each}>{each}</Badge>
              ))}
            </p>
          </Section>
          <Section
            title="Evidence so far"
            intro={<p>Nothing here is ever changed or removed. Each record names the hash of the one before it.</p>}
          >
            <Table
              caption="Evidence"
              captionHidden
              rows={evidence}
              rowKey={({ id }) => id}
              empty={
                <EmptyState title="None yet" icon="inbox">
                  <p>It will stand here once something was checked.</p>
                </EmptyState>
              }
              columns={[
                { key: 'at', label: 'When', main: true, cell: ({ collectedAt }) => <Time at={collectedAt} /> },
                {
                  key: 'result',
                  label: 'Result',
                  cell: ({ result }) => (
                    <Badge tone={result === 'pass' ? 'good' : 'bad'}>{result === 'pass' ? 'good' : 'failed'}</Badge>
                  ),
                },
                {
                  key: 'check',
                  label: 'By',
                  cell: ({ subject, version }) => (
                    <>
                      {subject.startsWith('control:') ? 'a person' : <Mono>{subject}</Mono>}
                      <span class="cell-note">version {version}</span>
                    </>
                  ),
                },
                { key: 'detail', label: 'Found', cell: ({ detail }) => detail ?? 'For the security team' },
                {
                  key: 'file',
                  label: 'Record',
                  cell: ({ id }) => <a href={href(routes.trust.evidenceFile, { id })}>JSON</a>,
                },
              ]}
            />
          </Section>
        </SitePage>,
      ),
    );
  },
});
