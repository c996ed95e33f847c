// Beside a report: what the decision tables say of it, and the way to weigh it.
import { href, routes } from '../../../catalog/routes.ts';
import type { Panel } from '../../../core/panel.ts';
import { currentProgram } from '../../../program/index.ts';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { Card } from '../../../web/ui/card.tsx';
import { DefinitionList } from '../../../web/ui/text.tsx';
import { readReport } from '../../report-store.ts';
import { decide } from '../../ssvc/decision-tables.ts';
import { canWeigh } from '../can-weigh.ts';
import { loadGround, proposeFor } from '../load-proposal.ts';

export const priorityPanel: Panel = {
  name: 'priority',
  on: 'report',
  place: 'side',
  order: 20,
  load: async (kernel, actor, subject) => {
    const report = await readReport(kernel, actor, subject);
    const ground = await loadGround(kernel, subject);
    const { selection, lines } = proposeFor(await currentProgram(kernel), report, ground);
    const { cveIds, impact } = ground.factors;
    const standing = (source: 'kev' | 'epss') => lines.find(line => line.source === source)?.standing;
    const decision = (term: string, table: 'supplier' | 'deployer' | 'bod2604') => ({
      term,
      detail: decide(table, selection)?.name ?? 'Still to judge',
    });
    const listed = (source: 'kev' | 'epss', says: string) =>
      standing(source) === 'not-applicable'
        ? 'Not applicable: no CVE'
        : standing(source) === 'open'
          ? 'Not known'
          : says;
    const epss = ground.cves.flatMap(({ epss }) => (epss ? [epss.score] : [])).toSorted((a, b) => b - a)[0];
    return (
      <Card
        title="Priority by"
        actions={
          <ButtonLink size="small" href={href(routes.reports.weigh, { id: subject })}>
            {canWeigh(actor, report) ? 'Weigh it' : 'See the reasons'}
          </ButtonLink>
        }
      >
        <DefinitionList
          items={[
            decision('SSVC, supplier', 'supplier'),
            decision('SSVC, deployer', 'deployer'),
            decision('BOD 26-04', 'bod2604'),
            {
              term: 'Known exploited',
              detail: listed('kev', ground.cves.some(({ kev }) => kev !== null) ? 'Listed by CISA' : 'Not listed'),
            },
            { term: 'EPSS', detail: listed('epss', `${((epss ?? 0) * 100).toFixed(1)} %`) },
            ...(cveIds.length > 0 ? [{ term: 'CVE', detail: cveIds.join(', ') }] : []),
            ...(impact.safety ? [{ term: 'Safety', detail: capital(impact.safety) }] : []),
          ]}
        />
      </Card>
    );
  },
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
