// Signing out, here and elsewhere.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { alsoSimulated, publicly, signedIn } from '../../core/http/access.ts';
import { seeOther } from '../../core/http/answer.ts';
import { clearCookie } from '../../core/http/cookies.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { endOtherSessions, endSession } from '../sessions/end-session.ts';

const signOut = defineRoute({
  method: 'POST',
  at: routes.accounts.signOut,
  // Also for those whose session has ended meanwhile: nobody should have to sign in to sign out.
  access: alsoSimulated(publicly()),
  limit: 'change',
  summary: 'Ends the session of this browser.',
  handle: async ({ kernel, actor, reply }) => {
    if (actor.kind === 'person') await endSession(kernel, actor, actor.session);
    clearCookie(kernel.config, reply, 'session');
    return seeOther(href(routes.site.home));
  },
});

const endOne = defineRoute({
  method: 'POST',
  at: routes.accounts.sessionEnd,
  access: signedIn(),
  limit: 'change',
  summary: "Ends one of one's own sessions.",
  handle: async ({ kernel, actor, reply, params }) => {
    const person = personOf(actor);
    await endSession(kernel, person, params.id);
    if (params.id !== person.session)
      return seeOther(href(routes.accounts.settings, undefined, { done: 'session-ended' }));
    clearCookie(kernel.config, reply, 'session');
    return seeOther(href(routes.site.home));
  },
});

const endOthers = defineRoute({
  method: 'POST',
  at: routes.accounts.sessionsEndOthers,
  access: signedIn(),
  limit: 'change',
  summary: "Ends all of one's own sessions but this one.",
  handle: async ({ kernel, actor }) => {
    await endOtherSessions(kernel, personOf(actor));
    return seeOther(href(routes.accounts.settings, undefined, { done: 'others-ended' }));
  },
});

export const sessionRoutes = [signOut, endOne, endOthers];
