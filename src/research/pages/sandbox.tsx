// A researcher's sandbox: getting one with one press, what is in it, how to begin, extending it, signing in as its owner.

import Type from 'typebox';
import { linkForSimulatedOwner } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { listOwnedVehicles } from '../../vehicles/index.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Callout, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { extendSandbox } from '../change-sandbox.ts';
import { createSandbox } from '../create-sandbox.ts';
import { extendedEnd, ownersOf, type Sandbox, simulatedOwners } from '../sandbox.ts';
import { findOwnSandbox } from '../sandbox-store.ts';
import { QuickStart } from './quick-start.tsx';

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const show = defineRoute({
  method: 'GET',
  at: routes.research.sandbox,
  access: signedIn(),
  limit: 'page',
  summary: 'The sandbox of the person, or the button that makes one.',
  handle: async context => {
    const sandbox = await findOwnSandbox(context.kernel, personOf(context.actor));
    return sandbox ? page(context, sandbox, {}) : html(startPage(context));
  },
});

const create = defineRoute({
  method: 'POST',
  at: routes.research.sandbox,
  access: signedIn(),
  limit: 'change',
  summary: 'Makes a sandbox and tells its secret once; leads to the one that is there already.',
  handle: async context => {
    const { kernel } = context;
    const actor = personOf(context.actor);
    if (await findOwnSandbox(kernel, actor)) return seeOther(href(routes.research.sandbox));
    const { clientSecret } = await createSandbox(kernel, actor);
    const sandbox = await findOwnSandbox(kernel, actor);
    if (!sandbox) throw refuse('not_found');
    return page(context, sandbox, { secret: clientSecret.reveal() });
  },
});

const extend = defineRoute({
  method: 'POST',
  at: routes.research.extend,
  access: signedIn(),
  limit: 'change',
  summary: 'Lets a sandbox last 30 days longer, once.',
  handle: async context => {
    await extendSandbox(context.kernel, personOf(context.actor));
    return seeOther(href(routes.research.sandbox));
  },
});

const ownerLink = defineRoute({
  method: 'POST',
  at: routes.research.ownerLink,
  access: signedIn(),
  limit: 'change',
  summary: 'Makes a link that signs in as one of the simulated owners, once.',
  body: Type.Object({ owner: Type.Optional(Type.String({ maxLength: 10 })) }),
  handle: async context => {
    const { kernel } = context;
    const sandbox = await findOwnSandbox(kernel, personOf(context.actor));
    if (!sandbox) throw refuse('not_found');
    const owner = ownersOf(sandbox)[context.body.owner === '2' ? 1 : 0];
    if (owner === undefined) throw refuse('not_found');
    const link = await kernel.transaction(async kernel => {
      await kernel.audit.record(kernel.db, {
        actor: sandbox.person,
        action: 'sandbox.owner-link',
        subject: sandbox.id,
        details: { owner },
      });
      return linkForSimulatedOwner(kernel, owner, href(routes.privacy.home));
    });
    return page(context, sandbox, { ownerLink: link });
  },
});

export const sandboxRoutes = [show, create, extend, ownerLink];

function startPage(context: PageContext): string {
  return renderPage(
    <AccountConsole shell={shell(context)} title="Safe test cars">
      <p>
        Try our vehicle API without reaching anybody’s car. One press gives you an application with its own credentials,
        two owners who do not exist, and five simulated cars that drive, park and charge.
      </p>
      <ul>
        <li>It can reach no real owner and no real car, whatever you do with it.</li>
        <li>It has a rate limit of its own: {LIMIT}.</li>
        <li>It ends after 30 days; you can extend it once, reset it, or end it at any time.</li>
      </ul>
      <form action={href(routes.research.sandbox)} method="post">
        <ButtonRow>
          <Button kind="primary" size="large" icon="car">
            Get a sandbox
          </Button>
        </ButtonRow>
      </form>
      <p class="field-hint">
        What may be tested, and how, says the <a href={href(routes.program.show)}>program page</a>.
      </p>
    </AccountConsole>,
  );
}

const LIMIT = '1,200 requests an hour, 120 at once';

type Told = {
  /** Told once, right after it was made. */
  readonly secret?: string;
  readonly ownerLink?: string;
};

async function page(context: PageContext, sandbox: Sandbox, { secret, ownerLink }: Told): Promise<Answer> {
  const { kernel } = context;
  const cars = await Promise.all(
    ownersOf(sandbox).map(async (owner, index) => {
      const name = simulatedOwners[index]?.name ?? '';
      return (await listOwnedVehicles(kernel, owner)).map(car => ({ ...car, ownedBy: name }));
    }),
  );
  return html(
    renderPage(
      <AccountConsole shell={shell(context)} title="Your sandbox">
        {secret !== undefined && (
          <Callout tone="attention" title="Copy the client secret now">
            <p>It is kept as a hash only: nobody can show it again. You can replace it on the application’s page.</p>
            <Copyable text={secret} what="client secret" />
          </Callout>
        )}
        {ownerLink !== undefined && (
          <Callout tone="attention" title="Open this in a private window">
            <p>
              It signs that browser in as the simulated owner you chose, once, within 15 minutes. In this window it
              would sign you out.
            </p>
            <Copyable text={ownerLink} what="sign-in link" />
          </Callout>
        )}
        <Ending sandbox={sandbox} />
        <Section title="Application" id="application">
          <DefinitionList
            items={[
              { term: 'Client id', detail: <Copyable text={sandbox.application} what="client id" /> },
              {
                term: 'Client secret',
                detail: secret === undefined ? 'Shown once, when the sandbox was made' : <Mono>{secret}</Mono>,
              },
              { term: 'Rate limit', detail: LIMIT },
            ]}
          />
          <ButtonRow>
            <ButtonLink size="small" href={href(routes.developers.application, { id: sandbox.application })}>
              Redirect URIs and secrets
            </ButtonLink>
          </ButtonRow>
        </Section>
        <Section
          title="Cars and their owners"
          id="cars"
          intro={
            <p>
              Nobody stands behind Riley and Sam. Sign in as one of them to allow your application access, to see who
              read what, and to take access back; sign in as both to try one against the other.
            </p>
          }
        >
          <Table
            caption="Simulated cars"
            captionHidden
            dense
            rows={cars.flat()}
            rowKey={({ id }) => id}
            columns={[
              { key: 'car', label: 'Car', main: true, cell: ({ make, model, year }) => `${make} ${model}, ${year}` },
              { key: 'owner', label: 'Owner', cell: ({ ownedBy }) => ownedBy },
              { key: 'vin', label: 'VIN', cell: ({ vin }) => <Mono>{vin}</Mono> },
              { key: 'id', label: 'Id in the API', cell: ({ id }) => <Mono>{id}</Mono> },
            ]}
          />
          <form action={href(routes.research.ownerLink)} method="post">
            <ButtonRow>
              {ownersOf(sandbox).map((owner, index) => (
                <Button key={owner} size="small" icon="key-round" name="owner" value={String(index + 1)}>
                  Make a sign-in link for {simulatedOwners[index]?.name}
                </Button>
              ))}
              <ButtonLink size="small" icon="car" href={href(routes.garage.cars, { id: sandbox.organization })}>
                See the cars live
              </ButtonLink>
            </ButtonRow>
          </form>
        </Section>
        <QuickStart sandbox={sandbox} origin={kernel.config.publicUrl} secret={secret} />
      </AccountConsole>,
    ),
  );
}

function Ending({ sandbox }: { sandbox: Sandbox }) {
  return (
    <Section title="How long" id="end">
      <p>
        It ends <Time at={sandbox.expiresAt} show="absolute" />, with everything in it.
        {sandbox.resetAt && (
          <>
            {' '}
            Last reset <Time at={sandbox.resetAt} />.
          </>
        )}
      </p>
      <ButtonRow>
        {extendedEnd(sandbox) === null ? (
          <span class="field-hint">It was extended already.</span>
        ) : (
          <form action={href(routes.research.extend)} method="post">
            <Button size="small">Extend by 30 days</Button>
          </form>
        )}
        <ButtonLink size="small" href={href(routes.research.reset)}>
          Reset cars and grants
        </ButtonLink>
        <ButtonLink size="small" href={href(routes.research.end)}>
          End the sandbox
        </ButtonLink>
      </ButtonRow>
    </Section>
  );
}
