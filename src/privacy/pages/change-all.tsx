// Everything at once: pause every app, resume those that were paused, revoke all. Revoking wants a sign-in of a moment ago.

import { href, routes } from '../../catalog/routes.ts';
import { pauseAllGrants, resumeAllGrants, revokeAllGrants } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { type Access, alsoSimulated, freshlySignedIn, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { askForAll } from '../change-words.ts';
import { Ask } from './ask.tsx';

type At = keyof typeof askForAll;

const question = (at: At, access: Access, summary: string) =>
  defineRoute({
    method: 'GET',
    at: routes.privacy[at],
    access,
    limit: 'page',
    summary,
    handle: async context =>
      html(
        renderPage(
          <CardPage shell={shell(context)} title={askForAll[at].title}>
            <Ask {...askForAll[at]} action={href(routes.privacy[at])} cancelHref={href(routes.privacy.home)} />
          </CardPage>,
        ),
      ),
  });

const home = (all: 'paused' | 'resumed' | 'revoked') => seeOther(href(routes.privacy.home, undefined, { all }));

const mine = alsoSimulated(signedIn());
const fresh = alsoSimulated(freshlySignedIn());

const pauseAll = defineRoute({
  method: 'POST',
  at: routes.privacy.pauseAll,
  access: mine,
  limit: 'change',
  summary: 'Lets every application’s access rest.',
  handle: async ({ kernel, actor }) => {
    await pauseAllGrants(kernel, personOf(actor));
    return home('paused');
  },
});

const resumeAll = defineRoute({
  method: 'POST',
  at: routes.privacy.resumeAll,
  access: mine,
  limit: 'change',
  summary: 'Lets every application that was paused go on.',
  handle: async ({ kernel, actor }) => {
    await resumeAllGrants(kernel, personOf(actor));
    return home('resumed');
  },
});

const revokeAll = defineRoute({
  method: 'POST',
  at: routes.privacy.revokeAll,
  access: fresh,
  limit: 'change',
  summary: 'Takes every application’s access back.',
  handle: async ({ kernel, actor }) => {
    await revokeAllGrants(kernel, personOf(actor));
    return home('revoked');
  },
});

export const changeAllRoutes = [
  question('pauseAll', mine, 'Asks before every application’s access rests.'),
  pauseAll,
  question('resumeAll', mine, 'Asks before applications go on after a pause.'),
  resumeAll,
  question('revokeAll', fresh, 'Asks before every application’s access is taken back.'),
  revokeAll,
];
