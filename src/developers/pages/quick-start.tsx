// From nothing to the first odometer reading, with the application's own ids filled in: a card on the application's
// page, and a page for each SDK.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { Callout, CodeBlock, Copyable, Mono } from '../../web/ui/text.tsx';
import type { Application } from '../application.ts';
import { findApplication } from '../application-store.ts';
import { connectLink, environmentOf, findSdk, type QuickStartFacts, type Sdk, sdks } from '../quick-start/sdks.ts';
import { ApplicationFrame } from './application-frame.tsx';

type QuickStartProps = {
  readonly application: Application;
  /** Where this server answers. */
  readonly origin: string;
  /** Whether nothing was ever called: then the first car is what there is to do. */
  readonly isFirst: boolean;
};

export function QuickStart({ application, origin, isFirst }: QuickStartProps) {
  const { id } = application;
  return (
    <Section
      title="Quick start"
      intro={
        <p>
          Connect a test car, with any brand, e-mail and password, and read it from the API reference. The official
          Smartcar SDKs work unchanged once a few variables point at this server.
        </p>
      }
    >
      <ButtonRow>
        <ButtonLink
          kind={isFirst ? 'primary' : 'quiet'}
          icon="external-link"
          href={connectLink(factsOf(application, origin))}
        >
          Connect a test car
        </ButtonLink>
        {sdks.map(sdk => (
          <ButtonLink key={sdk.id} href={href(routes.developers.quickStart, { id }, { sdk: sdk.id })}>
            {sdk.name}
          </ButtonLink>
        ))}
        <ButtonLink href={href(routes.reference.home)}>API reference</ButtonLink>
        <ButtonLink href={href(routes.reference.limits, { id })}>Limits and use</ButtonLink>
      </ButtonRow>
    </Section>
  );
}

const factsOf = ({ id, redirectUris }: Application, origin: string): QuickStartFacts => ({
  clientId: id,
  redirectUri: redirectUris[0] ?? '',
  origin,
});

const show = defineRoute({
  method: 'GET',
  at: routes.developers.quickStart,
  access: signedIn(),
  limit: 'page',
  summary: 'The quick start of an application with one of the SDKs.',
  query: Type.Object({ sdk: Type.Optional(Type.String({ maxLength: 20 })) }),
  handle: async context => {
    const { kernel, params, query } = context;
    const application = await findApplication(kernel, personOf(context.actor), params.id);
    const sdk = findSdk(query.sdk) ?? (sdks[0] as Sdk);
    const facts = factsOf(application, kernel.config.publicUrl);
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.developers.application}
          title={`Quick start with ${sdk.name}`}
        >
          <Tabs
            label="SDKs"
            items={sdks.map(({ id, name }) => ({
              href: href(routes.developers.quickStart, params, { sdk: id }),
              label: name,
              current: id === sdk.id,
            }))}
          />
          <Steps sdk={sdk} facts={facts} />
        </ApplicationFrame>,
      ),
    );
  },
});

export const quickStartRoutes = [show];

function Steps({ sdk, facts }: { sdk: Sdk; facts: QuickStartFacts }) {
  return (
    <>
      <Section title="1. Get the SDK" id="install">
        <CodeBlock label="Installing the SDK" copies="command">
          {sdk.install}
        </CodeBlock>
      </Section>
      <Section
        title="2. Point it here"
        id="environment"
        intro={
          <p>
            In a terminal. Only the secret is left for you to fill in: it is kept as a hash, so nobody can show it
            again.
          </p>
        }
      >
        <CodeBlock label="Environment variables" copies="variables">
          {environmentOf(sdk, facts)}
        </CodeBlock>
      </Section>
      <Section
        title="3. Read the odometer"
        id="program"
        intro={
          <p>
            Save this as <Mono>{sdk.file}</Mono>. It prints a link to Connect; in test mode any brand, e-mail and
            password will do. The browser ends at your redirect URI, even when nothing answers there yet: copy that
            address back into the program.
          </p>
        }
      >
        <CodeBlock label={`Program for ${sdk.name}`} copies="program">
          {sdk.program(facts)}
        </CodeBlock>
        <p>Then, in the same terminal:</p>
        <CodeBlock label="Running it" copies="command">
          {sdk.run}
        </CodeBlock>
      </Section>
      <Section title="Without an SDK" id="connect">
        <p>This opens Connect by itself, and the car can then be read from the API reference.</p>
        <Copyable text={connectLink(facts)} what="link" />
      </Section>
      <Callout tone="info" title="How this was tested">
        <p>{sdk.tested}</p>
      </Callout>
    </>
  );
}
