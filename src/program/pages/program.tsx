// The program's page: may I test, what, how, and what will you do about what I find.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { type LoadedPanel, loadPanels } from '../../core/panel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { SandboxButton } from '../../web/ui/sandbox-button.tsx';
import { ScopeAnswer, ScopeCheck } from '../../web/ui/scope-check.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentProgram } from '../current-program.ts';
import { daysInWords, hoursInWords } from '../edit/calendar-words.ts';
import type { CurrentProgram } from '../program.ts';
import { listFigures, listPolicies } from '../program-store.ts';
import { targetInWords } from '../response-targets.ts';
import { safeHarborSection, safeHarborSentences } from '../safe-harbor.ts';
import { checkScope } from '../scope.ts';
import { PromiseTable } from './promise-table.tsx';
import { ScopeTable } from './scope-table.tsx';

export const programRoute = defineRoute({
  method: 'GET',
  at: routes.program.show,
  access: publicly(),
  limit: 'page',
  summary: 'What may be tested, how, and what reporters are promised.',
  query: Type.Object({ u: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, query } = context;
    const program = await currentProgram(kernel);
    const [figures, policies, panels] = await Promise.all([
      listFigures(kernel),
      listPolicies(kernel),
      loadPanels(kernel, context.actor, context.panels, { on: 'program', subject: program.handle }),
    ]);
    const { policyVersion, scopeVersion, rules } = program;
    const { operator } = kernel.config;
    const asked = query.u?.trim() ?? '';
    const check = <Checker asked={asked} program={program} />;
    const legalText = safeHarborSection(policyVersion.body);
    return html(
      renderPage(
        <SitePage
          shell={shell(context)}
          title="Vulnerability disclosure program"
          description={`What you may test at ${operator.name}, how to report a weakness, and how fast you are answered.`}
        >
          <header class="program-head">
            <h1>Found a weakness? Tell us.</h1>
            <p class="lead">
              {operator.name} takes reports from anyone, with or without a name. You need no account, get a signed
              receipt, and can follow what happens until it is closed.
            </p>
            <ButtonRow>
              <ButtonLink kind="primary" size="large" icon="send" href={href(routes.reports.submit)}>
                Report a vulnerability
              </ButtonLink>
              <SandboxButton size="large" isSignedIn={context.actor.kind === 'person'} />
              <ButtonLink size="large" href={href(routes.reports.return)}>
                Return to a report
              </ButtonLink>
            </ButtonRow>
          </header>
          {panels
            .filter(({ place }) => place === 'top')
            .map(({ name, content }) => (
              <div key={name}>{content}</div>
            ))}
          {asked !== '' && check}
          <Answers program={program} facts={panels.filter(({ place }) => place === 'side')} />
          <Section
            id="scope"
            title="Scope"
            intro={
              <p>
                What is listed as in, you may test. What is not listed is out, even if it is ours. Version{' '}
                {scopeVersion.number}, in force since <Time at={scopeVersion.effectiveFrom} show="date" />.{' '}
                <a href={href(routes.program.scopeHistory)}>Earlier versions and feeds</a>
              </p>
            }
          >
            {asked === '' && check}
            <ScopeTable rules={rules} />
          </Section>
          <Section
            id="promises"
            title="What we promise, and what we did"
            intro={
              <p>
                Business days are {daysInWords(program.calendar.workdays)}
                {program.calendar.hours && `, ${hoursInWords(program.calendar)},`} in {program.calendar.timeZone}
                {program.calendar.region && `, without the public holidays of ${program.calendar.region}`}. While we
                wait for your answer, our clocks rest and say so.
              </p>
            }
          >
            <PromiseTable targets={program.responseTargets} figures={figures} />
            {panels
              .filter(({ place }) => place === 'main')
              .map(({ name, content }) => (
                <div key={name} class="program-panel">
                  {content}
                </div>
              ))}
          </Section>
          <Section id="safe-harbor" title="Safe harbor in five sentences">
            <ol class="five-sentences">
              {safeHarborSentences[policyVersion.safeHarbor].sentences.map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
            <p>
              <a href={href(routes.program.letter)}>Get it as a signed letter</a> that names policy and scope.
            </p>
            {legalText !== undefined && (
              <Disclosure summary="The legal text" look="drawer">
                <Markdown source={legalText} />
              </Disclosure>
            )}
          </Section>
          <Section
            id="policy"
            title="The policy"
            intro={<p>Your report is judged by the version in force when you send it; your receipt names it.</p>}
          >
            <ul class="version-list">
              {policies.map(({ id, number, sha256, issuedAt }, index) => (
                <li key={id}>
                  <a href={href(routes.program.policy, { version: String(number) })}>Version {number}</a>
                  <span>
                    {index === 0 ? 'in force since ' : 'issued '}
                    <Time at={issuedAt} show="date" />
                  </span>
                  <span class="version-hash">
                    SHA-256 <Mono>{sha256.slice(0, 16)}…</Mono>
                  </span>
                </li>
              ))}
            </ul>
            <p class="machine-files">
              What came of it: <a href={href(routes.advisories.published)}>advisories</a>,{' '}
              <a href={href(routes.advisories.thanks)}>whom we thank</a>. <br />
              For programs: <a href={href(routes.program.securityTxt)}>security.txt</a>,{' '}
              <a href={href(routes.program.scope)}>scope.json</a>,{' '}
              <a href={href(routes.program.taxonomy)}>taxonomy.json</a>
            </p>
          </Section>
        </SitePage>,
      ),
    );
  },
});

/** The four questions that everybody comes with. */
function Answers({ program, facts }: { program: CurrentProgram; facts: readonly LoadedPanel[] }) {
  const { policyVersion, responseTargets, rules } = program;
  const allowed = rules.filter(({ effect }) => effect === 'allow').length;
  const denied = rules.length - allowed;
  return (
    <dl class="program-answers">
      <div>
        <dt>May I test?</dt>
        <dd>
          <strong>{safeHarborSentences[policyVersion.safeHarbor].answer}</strong>{' '}
          <a href="#safe-harbor">Safe harbor in five sentences</a>
        </dd>
      </div>
      <div>
        <dt>What?</dt>
        <dd>
          <strong>
            {allowed} {allowed === 1 ? 'target is' : 'targets are'} in scope
            {denied > 0 && `, ${denied} ${denied === 1 ? 'is' : 'are'} ruled out`}.
          </strong>{' '}
          What is not listed is out. <a href="#scope">Check yours</a>
        </dd>
      </div>
      <div>
        <dt>How?</dt>
        <dd>
          <strong>With accounts, cars and data of your own.</strong> Stop once you have shown it, leave other people’s
          data alone, disturb nothing.{' '}
          <a href={href(routes.program.policy, { version: String(policyVersion.number) })}>All the rules</a>
        </dd>
      </div>
      <div>
        <dt>What will you do, and how fast?</dt>
        <dd>
          <strong>A person answers within {targetInWords(responseTargets.acknowledge)}.</strong> Within{' '}
          {targetInWords(responseTargets.decide)} we tell you whether we could confirm it.{' '}
          {facts.map(({ name, content }) => (
            <span key={name}>{content} </span>
          ))}
          <a href="#promises">All promises</a>
        </dd>
      </div>
    </dl>
  );
}

function Checker({ asked, program }: { asked: string; program: CurrentProgram }) {
  const verdict = asked === '' ? undefined : checkScope(program.rules, asked);
  return (
    <ScopeCheck action={href(routes.program.show)} value={asked}>
      {verdict && (
        <ScopeAnswer verdict={verdict.verdict} target={asked}>
          <p>{verdict.reason}</p>
          {verdict.rule?.instruction && <p>{verdict.rule.instruction}</p>}
        </ScopeAnswer>
      )}
    </ScopeCheck>
  );
}
