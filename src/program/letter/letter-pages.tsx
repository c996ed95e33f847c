// The safe-harbor letter: to read, to print, to download with its signature, and to check.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, bytes, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentProgram } from '../current-program.ts';
import { safeHarborSentences } from '../safe-harbor.ts';
import { scopeSha256 } from '../scope-history/scope-pages.tsx';
import { type Letter, signLetter, verifyLetter } from './letter.ts';

const longestName = 120;
const longestLetter = 10_000;
const Addressee = Type.Object({ to: Type.Optional(Type.String({ maxLength: 1000 })) });

export const letterRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.letter,
    access: publicly(),
    limit: 'page',
    summary: 'The safe-harbor letter under the policy and scope in force.',
    query: Addressee,
    handle: async context => show(context, context.query.to ?? ''),
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.letter,
    access: publicly(),
    limit: 'lookup',
    summary: 'Checks a letter that somebody shows.',
    body: Type.Object({ letter: Type.Optional(Type.String()) }),
    handle: async context => show(context, '', context.body.letter ?? ''),
  }),
  defineRoute({
    method: 'GET',
    at: routes.program.letterFile,
    access: publicly(),
    limit: 'lookup',
    summary: 'The safe-harbor letter as signed JSON.',
    query: Addressee,
    handle: async ({ kernel, query }) => {
      const letter = await writeLetter(kernel, query.to ?? '');
      if (!letter) throw refuse('not_found');
      return bytes(Buffer.from(`${JSON.stringify(letter, null, 2)}\n`), 'application/json; charset=utf-8', {
        headers: { 'content-disposition': 'attachment; filename="safe-harbor.json"' },
      });
    },
  }),
];

/** A name on one line, without what could pass for something else. */
const nameOf = (typed: string): string =>
  typed
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, longestName);

/** Undefined when the policy gives no safe harbor. */
async function writeLetter(kernel: Kernel, to: string): Promise<Letter | undefined> {
  const { publicUrl, operator } = kernel.config;
  const { handle, policyVersion, scopeVersion } = await currentProgram(kernel);
  const { safeHarbor } = policyVersion;
  if (safeHarbor === 'none') return undefined;
  return signLetter(
    {
      operator: operator.name,
      program: handle,
      to: nameOf(to),
      safeHarbor,
      policy: {
        version: policyVersion.number,
        sha256: policyVersion.sha256,
        url: publicUrl + href(routes.program.policy, { version: String(policyVersion.number) }),
      },
      scope: {
        version: scopeVersion.number,
        sha256: scopeSha256(scopeVersion.rules),
        url: publicUrl + href(routes.program.scopeVersion, { version: String(scopeVersion.number) }),
      },
      issuedAt: kernel.clock.now().toISOString(),
    },
    kernel.keyring.signer('receipt'),
  );
}

async function show(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  to: string,
  shown?: string,
): Promise<Answer> {
  const { kernel } = context;
  const letter = await writeLetter(kernel, to);
  const verdict =
    shown === undefined || shown.trim() === '' || shown.length > longestLetter
      ? undefined
      : verifyLetter(shown, kernel.keyring.verifiers());
  const nothing = shown !== undefined && verdict === undefined;
  return html(
    renderPage(
      <SitePage
        shell={shell(context)}
        title="Safe-harbor letter"
        description="A signed letter that names the policy and the scope under which security research is authorized."
      >
        <Breadcrumbs items={[{ href: href(routes.program.show), label: 'Program' }]} />
        <h1>Safe-harbor letter</h1>
        {letter ? <LetterText letter={letter} issuedAt={kernel.clock.now()} /> : <NoLetter />}
        {letter && (
          <Section
            title="Make it out to somebody"
            intro={<p>The name stands in the letter and under the signature. We keep no copy of it.</p>}
          >
            <Form action={href(routes.program.letter)} method="get" values={{ to: letter.to }}>
              <Field name="to" label="Name or pseudonym" maxLength={longestName} />
              <ButtonRow>
                <Button>Make out the letter</Button>
                <ButtonLink
                  href={href(routes.program.letterFile, undefined, { to: letter.to || undefined })}
                  icon="download"
                >
                  Download with signature
                </ButtonLink>
              </ButtonRow>
            </Form>
          </Section>
        )}
        <Section
          id="check"
          title="Check a letter"
          intro={<p>Paste the JSON that somebody shows you. It is checked against the keys of this installation.</p>}
        >
          {verdict && (
            <div role="status">
              <Callout tone={verdict.ok ? 'good' : 'bad'} title={verdict.ok ? 'It is ours' : 'Don’t rely on it'}>
                <p>{verdict.sentence}</p>
                {verdict.ok && (
                  <p>
                    Policy version {verdict.letter.policy.version}, scope version {verdict.letter.scope.version}
                    {verdict.letter.to === '' ? '.' : `, made out to ${verdict.letter.to}.`}
                  </p>
                )}
              </Callout>
            </div>
          )}
          <Form
            action={`${href(routes.program.letter)}#check`}
            values={{ letter: shown ?? '' }}
            errors={nothing ? { letter: 'Paste the whole letter: JSON of at most 10,000 characters.' } : {}}
          >
            <FormErrors />
            <TextArea name="letter" label="Letter" rows={6} mono maxLength={longestLetter} />
            <ButtonRow>
              <Button>Check letter</Button>
            </ButtonRow>
          </Form>
        </Section>
      </SitePage>,
    ),
    { status: nothing ? 422 : 200 },
  );
}

function LetterText({ letter, issuedAt }: { letter: Letter; issuedAt: Date }) {
  const { operator, policy, scope, safeHarbor, to } = letter;
  return (
    <article class="letter prose">
      <p>
        {operator}, <Time at={issuedAt} show="date" />
      </p>
      <p>
        <strong>{to === '' ? 'To whom it may concern' : `To ${to}, and to whom it may concern`}</strong>
      </p>
      <p>
        {operator} runs a vulnerability disclosure program. Who looks for weaknesses in good faith, within the policy
        and the scope named below, can rely on the following.
      </p>
      <ol>
        {safeHarborSentences[safeHarbor].sentences.map(sentence => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      <DefinitionList
        items={[
          {
            term: 'Policy',
            detail: (
              <>
                <a href={policy.url}>Version {policy.version}</a>, SHA-256{' '}
                <span class="evidence-hash mono">{policy.sha256}</span>
              </>
            ),
          },
          {
            term: 'Scope',
            detail: (
              <>
                <a href={scope.url}>Version {scope.version}</a>, SHA-256{' '}
                <span class="evidence-hash mono">{scope.sha256}</span>
              </>
            ),
          },
          { term: 'Signed by', detail: <Mono>{letter.keyId}</Mono> },
        ]}
      />
      <p>Both texts stay readable at these addresses, also when later versions take their place.</p>
    </article>
  );
}

const NoLetter = () => (
  <Callout tone="attention" title="There is no letter at the moment">
    <p>
      The policy in force makes no promise about legal action, so there is nothing that a letter could say. Ask for
      written permission before you test.
    </p>
  </Callout>
);
