// Being erased: what goes, what stays, who is told; asking for it; taking it back.

import { isLastAdmin } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { listGrantsOfOwner } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { heldName } from '../../core/erasure/held-items.ts';
import { isFresh, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole, CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { SignInAgain } from '../../web/ui/sign-in-again.tsx';
import { Callout, Copyable, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { askErasure, cancelErasure } from '../erase/ask-erasure.ts';
import { staying } from '../erase/certificate.ts';
import { heldOf } from '../holds/hold-store.ts';
import { heldWords } from '../parts.ts';
import { mayCancel } from '../request.ts';
import { findLiving } from '../request-store.ts';

const AT = routes.rights.erase;

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: signedIn(),
  limit: 'page',
  summary: 'What being erased means, and the wish that is under way.',
  handle: async context => {
    const { kernel } = context;
    const actor = personOf(context.actor);
    const now = kernel.clock.now();
    const [request, held, grants, isLast] = await Promise.all([
      findLiving(kernel, actor.id, 'erase'),
      heldOf(kernel, actor.id),
      listGrantsOfOwner(kernel, actor),
      isLastAdmin(kernel, actor.id),
    ]);
    const apps = [...new Set(grants.map(({ application }) => application.name))].toSorted();
    const { cancelDays, backupDays } = kernel.config.erasure;
    return html(
      renderPage(
        <AccountConsole
          shell={shell(context)}
          title="Be erased"
          breadcrumbs={[{ label: 'Your data', href: href(routes.rights.home) }]}
        >
          {request?.runsAt && (
            <Callout tone="attention" title="You asked to be erased">
              <p>
                {mayCancel(request, now) ? (
                  <>
                    It happens <Time at={request.runsAt} />. Until then nothing changes, and you can take it back.
                  </>
                ) : (
                  'It is under way now and cannot be taken back.'
                )}
              </p>
              {mayCancel(request, now) && (
                <form method="post" action={href(routes.rights.eraseCancel)}>
                  <ButtonRow>
                    <Button kind="primary">Take it back</Button>
                  </ButtonRow>
                </form>
              )}
            </Callout>
          )}
          <Section title="What goes" id="goes">
            <div class="prose">
              <ul>
                <li>Your account: name, address, ways to sign in, sessions.</li>
                <li>Your cars, how they are reached, and every line of the log of who read them.</li>
                <li>All access of apps, with every key they have in hand.</li>
                <li>Mails to you that are still kept here.</li>
                <li>The keys that open any of it. Without them no copy can be read.</li>
              </ul>
            </div>
          </Section>
          {held.length > 0 && (
            <Callout
              tone="attention"
              title={held.length === 1 ? 'One part has to stay for now' : 'Some of it has to stay for now'}
            >
              {held.map(one => (
                <p key={heldName(one.part, one.item)}>
                  The law makes us keep this for now: {heldWords(one)}, until <Time at={one.until} show="date" /> at the
                  latest. It goes when that ends.
                </p>
              ))}
            </Callout>
          )}
          <Section title="What stays, and why" id="stays">
            <DefinitionList items={staying.map(({ what, why }) => ({ term: what, detail: why }))} />
          </Section>
          <Section title="Who is told" id="told">
            {apps.length === 0 ? (
              <p>No app ever had access to your cars.</p>
            ) : (
              <p>
                {apps.join(', ')}: {apps.length === 1 ? 'it' : 'each'} gets a signed order to delete what it holds, and
                has thirty days to say what it did.
              </p>
            )}
          </Section>
          {!request && (
            <Section title="How it goes" id="how">
              <div class="prose">
                <ol>
                  <li>
                    You ask.{' '}
                    {cancelDays === 0
                      ? 'It happens at once.'
                      : `For ${cancelDays} days nothing changes, and you can take it back.`}
                  </li>
                  <li>Then everything above is destroyed in one step.</li>
                  <li>
                    You get a signed certificate. It names the day from which no backup can be read: {backupDays} days
                    later.
                  </li>
                </ol>
              </div>
              {isLast ? (
                <Callout tone="info" title="You are the last admin">
                  <p>Make somebody else an admin first: nobody could look after this server.</p>
                </Callout>
              ) : isFresh(actor, now) ? (
                <form method="post" action={href(AT)}>
                  <ButtonRow>
                    <Button kind="danger">Erase me</Button>
                    <ButtonLink href={href(routes.rights.home)}>Keep everything</ButtonLink>
                  </ButtonRow>
                </form>
              ) : (
                <SignInAgain to={href(AT)} />
              )}
            </Section>
          )}
        </AccountConsole>,
      ),
    );
  },
});

const ask = defineRoute({
  method: 'POST',
  at: AT,
  access: signedIn(),
  limit: 'change',
  summary: 'Asks to be erased.',
  handle: async context => {
    const { kernel } = context;
    const certificate = await askErasure(kernel, context.actor);
    const { cancelDays } = kernel.config.erasure;
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="You asked to be erased">
          <h1>You asked to be erased</h1>
          <p>
            {cancelDays === 0
              ? 'It happens now.'
              : `It happens in ${cancelDays} days. Until then nothing changes, and you can take it back.`}
          </p>
          <p>
            Keep this address. Afterwards the signed certificate stands there, for whoever has the address; it names
            neither you nor your car. It also stands in the mail that we sent you.
          </p>
          <Copyable text={kernel.config.publicUrl + certificate} what="the address of the certificate" />
          <ButtonRow>
            <ButtonLink href={href(routes.rights.home)}>Back to your data</ButtonLink>
          </ButtonRow>
        </CardPage>,
      ),
    );
  },
});

const cancel = defineRoute({
  method: 'POST',
  at: routes.rights.eraseCancel,
  access: signedIn(),
  limit: 'change',
  summary: 'Takes back that one wants to be erased.',
  handle: async ({ kernel, actor }) => {
    await cancelErasure(kernel, personOf(actor));
    return seeOther(href(routes.rights.home, undefined, { done: 'cancelled' }));
  },
});

export const eraseRoutes = [show, ask, cancel];
