// Each change of one app's access: a page that asks, and the answer to it. One click leads here, one does it.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import {
  findGrantOfOwner,
  type Grant,
  makeCoarse,
  narrowPermissions,
  pauseGrant,
  renewGrant,
  resumeGrant,
  revokeGrant,
} from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { OwnedVehicle } from '../../vehicles/index.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { carsOfGrant } from '../cars-of-grant.ts';
import {
  askToMakeCoarse,
  askToNarrow,
  askToPause,
  askToRenew,
  askToResume,
  askToRevoke,
  lengths,
  type Question,
} from '../change-words.ts';
import { Ask } from './ask.tsx';

const access = alsoSimulated(signedIn());
const text = Type.Optional(Type.String({ maxLength: 1000 }));
const Wanted = Type.Object({ permissions: text });

type At = 'revoke' | 'pause' | 'resume' | 'narrow' | 'coarse' | 'renew';

/** The page that asks. Where there is nothing to ask any more, it leads to the app's page. */
const question = (
  at: At,
  summary: string,
  ask: (grant: Grant, cars: readonly OwnedVehicle[], permissions: readonly string[]) => Question | undefined,
) =>
  defineRoute({
    method: 'GET',
    at: routes.privacy[at],
    access,
    limit: 'page',
    summary,
    query: Wanted,
    handle: async context => {
      const { kernel, params, query } = context;
      const actor = personOf(context.actor);
      const grant = await findGrantOfOwner(kernel, actor, params.id);
      const asked =
        grant.revokedAt === undefined
          ? ask(grant, await carsOfGrant(kernel, actor, grant), namesIn(query.permissions))
          : undefined;
      if (asked === undefined) return seeOther(href(routes.privacy.grant, { id: grant.id }));
      return html(
        renderPage(
          <CardPage shell={shell(context)} title={asked.title}>
            <Ask
              {...asked}
              action={href(routes.privacy[at], { id: grant.id })}
              cancelHref={href(routes.privacy.grant, { id: grant.id })}
            >
              {at === 'renew' && (
                <RadioGroup
                  name="time"
                  label="From today, for"
                  options={lengths.map(({ days, label }) => ({ value: String(days), label }))}
                />
              )}
            </Ask>
          </CardPage>,
        ),
      );
    },
  });

const namesIn = (words: string | undefined): string[] => (words ?? '').split(' ').filter(word => word !== '');

const revoke = defineRoute({
  method: 'POST',
  at: routes.privacy.revoke,
  access,
  limit: 'change',
  summary: 'Takes an application’s access back.',
  handle: async ({ kernel, actor, params }) => {
    await revokeGrant(kernel, personOf(actor), params.id, 'owner');
    return seeOther(href(routes.privacy.home, undefined, { revoked: params.id }));
  },
});

const pause = defineRoute({
  method: 'POST',
  at: routes.privacy.pause,
  access,
  limit: 'change',
  summary: 'Lets an application’s access rest.',
  handle: async ({ kernel, actor, params }) => {
    await pauseGrant(kernel, personOf(actor), params.id);
    return seeOther(href(routes.privacy.grant, { id: params.id }, { done: 'paused' }));
  },
});

const resume = defineRoute({
  method: 'POST',
  at: routes.privacy.resume,
  access,
  limit: 'change',
  summary: 'Lets an application go on after a pause.',
  handle: async ({ kernel, actor, params }) => {
    await resumeGrant(kernel, personOf(actor), params.id);
    return seeOther(href(routes.privacy.grant, { id: params.id }, { done: 'resumed' }));
  },
});

const narrow = defineRoute({
  method: 'POST',
  at: routes.privacy.narrow,
  access,
  limit: 'change',
  summary: 'Takes single permissions of an application back.',
  body: Wanted,
  handle: async ({ kernel, actor, params, body }) => {
    await narrowPermissions(kernel, personOf(actor), params.id, namesIn(body.permissions));
    return seeOther(href(routes.privacy.grant, { id: params.id }, { done: 'narrowed' }));
  },
});

const coarse = defineRoute({
  method: 'POST',
  at: routes.privacy.coarse,
  access,
  limit: 'change',
  summary: 'Tells an application places to about a kilometer from now on.',
  handle: async ({ kernel, actor, params }) => {
    await makeCoarse(kernel, personOf(actor), params.id);
    return seeOther(href(routes.privacy.grant, { id: params.id }, { done: 'narrowed' }));
  },
});

const renew = defineRoute({
  method: 'POST',
  at: routes.privacy.renew,
  access,
  limit: 'change',
  summary: 'Says anew until when an application’s access lasts.',
  body: Type.Object({ time: text }),
  handle: async ({ kernel, actor, params, body }) => {
    const person = personOf(actor);
    const { id } = await findGrantOfOwner(kernel, person, params.id);
    const length = lengths.find(({ days }) => String(days) === body.time);
    if (length === undefined) return seeOther(href(routes.privacy.renew, { id }));
    await renewGrant(kernel, person, id, length.days * DAY);
    return seeOther(href(routes.privacy.grant, { id }, { done: 'renewed' }));
  },
});

export const changeGrantRoutes = [
  question('revoke', 'Asks before an application’s access is taken back.', askToRevoke),
  revoke,
  question('pause', 'Asks before an application’s access rests.', askToPause),
  pause,
  question('resume', 'Asks before an application goes on after a pause.', askToResume),
  resume,
  question('narrow', 'Asks before single permissions are taken back.', askToNarrow),
  narrow,
  question('coarse', 'Asks before places are told less exactly.', askToMakeCoarse),
  coarse,
  question('renew', 'Asks until when an application’s access lasts.', askToRenew),
  renew,
];
