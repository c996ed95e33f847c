// The page of one call, and trying it there.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { publicly, signedIn } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { findApi } from '../apis.ts';
import type { Call } from '../call.ts';
import { allCalls, findCall } from '../find-calls.ts';
import { canBeTried, firstValues, readTryForm, type TryForm } from '../tried-request.ts';
import { listOffers, offerId, tryCall } from '../try-call.ts';
import { hrefOf } from './call-list.tsx';
import { Errors, ExampleAnswer, Examples, Inputs, Needs, SignalCodes } from './call-parts.tsx';
import { ReferencePage } from './frame.tsx';
import { type Tried, TryIt } from './try-it.tsx';

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const show = defineRoute({
  method: 'GET',
  at: routes.reference.call,
  access: publicly(),
  limit: 'page',
  summary: 'One call: what it needs, an example of it, its errors.',
  handle: async context => page(context, callOf(context.params)),
});

/** Names of fields follow from the call's parameters. */
const TryBody = Type.Unsafe<TryForm>({
  type: 'object',
  properties: {
    connection: { type: 'string', maxLength: 200 },
    body: { type: 'string', maxLength: 20_000 },
  },
  patternProperties: { '^(?:path|query|header)\\.[\\w\\[\\].-]{1,60}$': { type: 'string', maxLength: 1000 } },
});

const tryIt = defineRoute({
  method: 'POST',
  at: routes.reference.call,
  access: signedIn(),
  limit: 'change',
  summary: 'Sends a call to a test or simulated car of one’s own applications and shows the answer.',
  body: TryBody,
  handle: async context => {
    const { kernel, params, request } = context;
    const body = context.body as TryForm;
    const actor = personOf(context.actor);
    const call = callOf(params);
    if (!canBeTried(call)) throw refuse('not_found');
    const offer = (await listOffers(kernel, actor)).find(one => offerId(one) === body['connection']);
    if (offer === undefined)
      return page(context, call, { form: body, errors: { connection: 'Choose one of your connections.' } });
    const read = readTryForm(call, body, offer.vehicle);
    if (!read.ok) return page(context, call, { form: body, errors: read.errors });
    const answered = await tryCall(kernel, actor, request, { call, offer, values: read.values });
    return page(context, call, { form: body, errors: {}, tried: { answered, values: read.values } });
  },
});

export const callRoutes = [show, tryIt];

function callOf({ api, call }: { readonly api: string; readonly call: string }): Call {
  const found = findCall(api, call);
  if (found === undefined) throw refuse('not_found');
  return found;
}

type Sent = { readonly form: TryForm; readonly errors: TryForm; readonly tried?: Tried };

async function page(context: PageContext, call: Call, sent?: Sent): Promise<Answer> {
  const { kernel, actor } = context;
  const origin = kernel.config.publicUrl;
  const offers = actor.kind === 'person' && canBeTried(call) ? await listOffers(kernel, actor) : undefined;
  const siblings = allCalls().filter(({ api }) => api === call.api);
  const place = siblings.indexOf(call);
  const [before, after] = [siblings[place - 1], siblings[place + 1]];
  return html(
    renderPage(
      <ReferencePage
        shell={shell(context)}
        title={call.summary.replace(/\.$/, '')}
        description={`${call.method} ${call.path}: ${call.summary}`}
        breadcrumbs={[
          { href: href(routes.reference.home), label: 'API reference' },
          { href: href(routes.reference.api, { api: call.api }), label: findApi(call.api)?.title ?? '' },
        ]}
      >
        <Needs call={call} />
        {sent?.tried && tryPart()}
        <Examples call={call} origin={origin} />
        <ExampleAnswer call={call} />
        <Inputs call={call} />
        {!sent?.tried && canBeTried(call) && tryPart()}
        {call.api === 'v3' && /signals/.test(call.path) && <SignalCodes />}
        <Errors call={call} />
        <nav class="call-neighbors" aria-label="Neighboring calls">
          {before ? <a href={hrefOf(before)}>← {before.summary}</a> : <span />}
          {after && <a href={hrefOf(after)}>{after.summary} →</a>}
        </nav>
      </ReferencePage>,
    ),
    { status: sent && Object.keys(sent.errors).length > 0 ? 422 : 200 },
  );

  function tryPart() {
    return (
      <TryIt
        call={call}
        origin={origin}
        offers={offers}
        values={sent?.form ?? firstValues(call)}
        errors={sent?.errors ?? {}}
        tried={sent?.tried}
      />
    );
  }
}
