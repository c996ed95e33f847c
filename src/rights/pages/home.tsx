// Everything a person can ask for about their own data, and what became of it.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { listGrantsOfOwner } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { isFresh, signedIn } from '../../core/http/access.ts';
import { type Answer, download, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listNoticesTo } from '../affected/notice-store.ts';
import { askCopy, type CopyFaults, discardCopy, takeCopy } from '../export/ask-copy.ts';
import { findCopy } from '../export/copy-store.ts';
import { saysGpc } from '../gpc.ts';
import { askDeletion } from '../orders/order-deletions.ts';
import { listOrdersOf } from '../orders/order-store.ts';
import { mayCancel } from '../request.ts';
import { listRequestsOf } from '../request-store.ts';
import { type LeftApp, LeftApps } from './home-apps.tsx';
import { CopySection } from './home-copy.tsx';
import { RequestTable } from './request-parts.tsx';

const AT = routes.rights.home;

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: signedIn(),
  limit: 'page',
  summary: 'What a person can ask for about their own data, and what became of it.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: context => homePage(context, { done: context.query.done }),
});

const ask = defineRoute({
  method: 'POST',
  at: routes.rights.exportAsk,
  access: signedIn(),
  limit: 'change',
  summary: 'Asks for a copy of everything held of oneself.',
  body: Type.Object({ recipient: Type.Optional(Type.String({ maxLength: 200 })) }),
  handle: async context => {
    const recipient = context.body.recipient?.trim() ?? '';
    const faults = await askCopy(context.kernel, context.actor, recipient);
    return Object.keys(faults).length > 0
      ? homePage(context, { faults, recipient })
      : seeOther(href(AT, undefined, { done: 'copy' }));
  },
});

const take = defineRoute({
  method: 'GET',
  at: routes.rights.exportFile,
  access: signedIn(),
  limit: 'change',
  summary: 'Downloads one’s own copy.',
  handle: async ({ kernel, actor, params }) => {
    const { name, content } = await takeCopy(kernel, actor, params.request);
    return download(content, name, 'application/octet-stream');
  },
});

const discard = defineRoute({
  method: 'POST',
  at: routes.rights.exportDestroy,
  access: signedIn(),
  limit: 'change',
  summary: 'Destroys one’s own copy before its week is over.',
  handle: async ({ kernel, actor, params }) => {
    await discardCopy(kernel, actor, params.request);
    return seeOther(href(AT, undefined, { done: 'destroyed' }));
  },
});

const order = defineRoute({
  method: 'POST',
  at: routes.rights.appDelete,
  access: signedIn(),
  limit: 'change',
  summary: 'Asks an application that has no access any more to delete what it holds.',
  body: Type.Object({ application: Type.Optional(Type.String({ maxLength: 100 })) }),
  handle: async ({ kernel, actor, body }) => {
    await askDeletion(kernel, personOf(actor), body.application ?? '');
    return seeOther(href(AT, undefined, { done: 'order' }));
  },
});

export const homeRoutes = [show, ask, take, discard, order];

/** What was done, said once after a redirect; anything else in the query says nothing. */
const doneWords: ReadonlyMap<string | undefined, string> = new Map([
  ['copy', 'Your copy is being made. You get a mail when it is ready.'],
  ['destroyed', 'The copy is destroyed.'],
  ['order', 'The app is told to delete what it holds. Its answer will stand here.'],
  ['cancelled', 'You will not be erased. Everything stays.'],
  ['asked', 'We have your request, and answer within a month.'],
  ['withdrawn', 'Your request is withdrawn.'],
]);

async function homePage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  shown: {
    readonly done?: string | undefined;
    readonly faults?: CopyFaults | undefined;
    readonly recipient?: string | undefined;
  },
): Promise<Answer> {
  const { kernel } = context;
  const actor = personOf(context.actor);
  const now = kernel.clock.now();
  const [requests, grants, orders, notices] = await Promise.all([
    listRequestsOf(kernel, actor.id),
    listGrantsOfOwner(kernel, actor),
    listOrdersOf(kernel, actor.id),
    listNoticesTo(kernel, actor.id),
  ]);
  const erasure = requests.find(request => mayCancel(request, now));
  const newest = requests.find(({ kind }) => kind === 'export');
  const copy = newest && (await findCopy(kernel, newest.id));
  const left: LeftApp[] = [...Map.groupBy(grants, ({ application }) => application.id)]
    .filter(([, those]) => those.every(({ revokedAt }) => revokedAt !== undefined))
    .map(([id, those]) => ({
      id,
      name: those[0]?.application.name ?? id,
      endedAt: new Date(Math.max(...those.map(({ revokedAt }) => revokedAt?.getTime() ?? 0))),
      order: orders.find(({ application }) => application === id),
    }));
  const done = doneWords.get(shown.done);
  return html(
    renderPage(
      <AccountConsole
        shell={shell(context)}
        title="Your data"
        flash={done === undefined ? undefined : { tone: 'good', text: done }}
      >
        {notices.map(({ id, words, createdAt }) => (
          <Callout key={id} tone="attention" title="Something happened to your data">
            <p class="preserved">{words}</p>
            <p class="muted">
              <Time at={createdAt} />
            </p>
          </Callout>
        ))}
        {erasure?.runsAt && (
          <Callout tone="attention" title="You asked to be erased">
            <p>
              It happens <Time at={erasure.runsAt} />. Until then you can take it back.
            </p>
            <ButtonRow>
              <ButtonLink href={href(routes.rights.erase)} size="small">
                Look at it, or take it back
              </ButtonLink>
            </ButtonRow>
          </Callout>
        )}
        <CopySection
          request={newest}
          copy={copy}
          isFresh={isFresh(actor, now)}
          faults={shown.faults ?? {}}
          recipient={shown.recipient}
        />
        <Section
          title="Correct, limit, object"
          id="ask"
          intro={<p>Is something wrong about you here, or may we not use it? Say so. We answer within a month.</p>}
          aside={
            <ButtonLink href={href(routes.rights.ask)} size="small">
              Ask us
            </ButtonLink>
          }
        >
          <RequestTable requests={requests} now={now} />
        </Section>
        <LeftApps apps={left} now={now} />
        {saysGpc(context.request.headers['sec-gpc']) && (
          <Callout title="Your browser says: do not sell or share">
            <p>
              Heard (Global Privacy Control). Nothing of you is sold here, and nothing is shared but with apps you
              allow.
            </p>
          </Callout>
        )}
        {!erasure && (
          <Section
            title="Be erased"
            id="erase"
            intro={
              <p>
                Your account, your cars, every log about you, and the keys that open them. First you see what goes, what
                stays and why.
              </p>
            }
          >
            <ButtonRow>
              <ButtonLink href={href(routes.rights.erase)}>See what would happen</ButtonLink>
            </ButtonRow>
          </Section>
        )}
      </AccountConsole>,
    ),
    shown.faults ? { status: 422 } : {},
  );
}
