// What the policy check found, for the admins who write the policy.
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Claim, type LampState } from '../../web/ui/lamp.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { currentProgram } from '../current-program.ts';
import { ProgramEditor } from '../pages/edit-frame.tsx';
import { lintProgram } from './lint-current.ts';
import { type LintFinding, type LintState, lintSources } from './policy-lint.ts';

const lamps: Readonly<Record<LintState, LampState>> = { met: 'lit', unsure: 'amber', missing: 'dark' };
const words: Readonly<Record<LintState, string>> = {
  met: 'met',
  unsure: 'for you to judge',
  missing: 'not met',
};
const order: readonly LintState[] = ['missing', 'unsure', 'met'];

export const lintPolicyRoute = defineRoute({
  method: 'GET',
  at: routes.program.lintPolicy,
  access: staff('program.edit'),
  limit: 'page',
  summary: 'What standards ask of a disclosure policy, and whether this one says it.',
  handle: async context => {
    const program = await currentProgram(context.kernel);
    const findings = lintProgram(context.kernel, program);
    const missing = findings.filter(({ state }) => state === 'missing').length;
    return html(
      renderPage(
        <ProgramEditor shell={shell(context)} title="Policy check">
          {missing > 0 ? (
            <Callout tone="attention" title={`${missing} of ${findings.length} are not met`}>
              <p>Reporters and auditors look for these. Open a line to see what to add.</p>
            </Callout>
          ) : (
            <p>
              Version {program.policyVersion.number} meets {findings.filter(({ state }) => state === 'met').length} of{' '}
              {findings.length}.
            </p>
          )}
          <Section
            title="What standards ask for"
            intro={
              <p>
                The check looks for words and for facts of this installation. It can see that something is said, not
                that it is said well; read the policy as a stranger would.
              </p>
            }
          >
            {order.flatMap(state => findings.filter(finding => finding.state === state).map(asClaim))}
          </Section>
          <ButtonRow>
            <ButtonLink href={href(routes.program.editPolicy)}>Edit policy</ButtonLink>
          </ButtonRow>
        </ProgramEditor>,
      ),
    );
  },
});

const asClaim = ({ id, claim, state, detail, sources }: LintFinding) => (
  <Claim key={id} sentence={claim} state={lamps[state]} checked={words[state]}>
    <p>{detail}</p>
    <p class="move-hint">{sources.map(({ source, place }) => `${lintSources[source]}, ${place}`).join('; ')}</p>
  </Claim>
);
