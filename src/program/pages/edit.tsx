// The program at a glance, for the admins who edit it.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Card, CardGrid, Section } from '../../web/ui/card.tsx';
import { CodeBlock } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentProgram } from '../current-program.ts';
import { KeyEndCallout } from '../keys/key-forms.tsx';
import { findCurrentKey } from '../keys/key-store.ts';
import { currentSecurityTxt } from '../public-files.ts';
import { targetInWords } from '../response-targets.ts';
import { safeHarborWords } from '../safe-harbor.ts';
import { ProgramEditor } from './edit-frame.tsx';

const publishedWords: Readonly<Record<string, string>> = {
  policy: 'The policy is published.',
  scope: 'The scope is published.',
  settings: 'Targets and promises are published.',
};

export const editRoute = defineRoute({
  method: 'GET',
  at: routes.program.edit,
  access: staff('program.edit'),
  limit: 'page',
  summary: 'The versions in force, and the ways to edit them.',
  query: Type.Object({ published: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, query } = context;
    const { policyVersion, scopeVersion, settingsVersion, rules, targets, responseTargets } =
      await currentProgram(kernel);
    const key = await findCurrentKey(kernel);
    const allowed = rules.filter(({ effect }) => effect === 'allow').length;
    return html(
      renderPage(
        <ProgramEditor shell={shell(context)} title="Program" flash={publishedWords[query.published ?? '']}>
          {key && <KeyEndCallout programKey={key} now={kernel.clock.now()} />}
          <CardGrid>
            <Card
              title={`Policy, version ${policyVersion.number}`}
              actions={<ButtonLink href={href(routes.program.editPolicy)}>Edit policy</ButtonLink>}
            >
              <p>Safe harbor. {safeHarborWords[policyVersion.safeHarbor]}.</p>
              <p>
                Issued <Time at={policyVersion.issuedAt} />
              </p>
            </Card>
            <Card
              title={`Scope, version ${scopeVersion.number}`}
              actions={<ButtonLink href={href(routes.program.editScope)}>Edit scope</ButtonLink>}
            >
              <p>
                {allowed} in, {rules.length - allowed} out; what is not listed is out.
              </p>
              <p>
                In force since <Time at={scopeVersion.effectiveFrom} />
              </p>
            </Card>
            <Card
              title={`Targets and promises, version ${settingsVersion.number}`}
              actions={<ButtonLink href={href(routes.program.editTargets)}>Edit targets and promises</ButtonLink>}
            >
              <p>
                {targets.length} {targets.length === 1 ? 'target' : 'targets'}; an answer within{' '}
                {targetInWords(responseTargets.acknowledge)}.
              </p>
              <p>
                Issued <Time at={settingsVersion.issuedAt} />
              </p>
            </Card>
          </CardGrid>
          <Section
            title="security.txt"
            intro={<p>Made anew each day from the configuration, so it never expires while this server runs.</p>}
          >
            <CodeBlock label="security.txt">{await currentSecurityTxt(kernel)}</CodeBlock>
          </Section>
        </ProgramEditor>,
      ),
    );
  },
});
