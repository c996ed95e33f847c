// News from trackers: known by their signature, taken as a hint only. What they say is never believed; the tracker is asked.
import { routes } from '../../catalog/routes.ts';
import { isSameSecret, isSignedBody } from '../../core/crypto/webhook-signature.ts';
import { refuse } from '../../core/errors.ts';
import { byItsOwnProtocol } from '../../core/http/access.ts';
import { noContent } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isId } from '../../core/ids.ts';
import type { TrackerKind } from '../connections/tracker-kind.ts';
import { findHookSecret, noteHook } from '../connections/tracker-store.ts';
import { LOOK } from './follow-trackers.ts';
import { findLinkOfTicket } from './link-store.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * GitHub signs in X-Hub-Signature-256, Jira in X-Hub-Signature, both the body's HMAC; GitLab sends the secret itself in
 * X-Gitlab-Token. An unknown tracker and a wrong signature are the same 404. A message that comes twice causes one
 * more look and nothing else, so that replaying one is of no use.
 */
export const hookRoute = defineRoute({
  method: 'POST',
  at: routes.trackers.hook,
  access: byItsOwnProtocol(),
  limit: 'hook',
  summary: 'Takes news of tickets from a tracker, signed with its secret.',
  rawBody: true,
  limitBytes: 2 * 1024 * 1024,
  handle: async ({ kernel, params: { id }, request }) => {
    const known = isId('trk', id) ? await findHookSecret(kernel, id) : undefined;
    const body = request.rawBody;
    if (!known || !body) throw refuse('not_found');
    if (!isFrom(known.kind, known.secret, request.headers, body)) {
      await noteHook(kernel, id, false);
      throw refuse('not_found');
    }
    const key = keyOf(known.kind, request.body);
    await kernel.transaction(async kernel => {
      await noteHook(kernel, id, true);
      const link = key === undefined ? undefined : await findLinkOfTicket(kernel, id, key);
      if (link !== undefined) await kernel.enqueue(kernel, LOOK, { link }, { key: `${LOOK}:${link}` });
    });
    return noContent();
  },
});

function isFrom(kind: TrackerKind, secret: string, headers: Headers, body: Buffer): boolean {
  const one = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (kind === 'gitlab') return isSameSecret(secret, one('x-gitlab-token'));
  return isSignedBody(secret, body, one(kind === 'github' ? 'x-hub-signature-256' : 'x-hub-signature'));
}

/** Which ticket the news are about: GitHub's issue number, GitLab's iid (of the issue, or of what a note is on), Jira's key. */
function keyOf(kind: TrackerKind, body: unknown): string | undefined {
  const at = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  const issue = at(body, 'issue');
  const found =
    kind === 'github'
      ? at(issue, 'number')
      : kind === 'jira'
        ? at(issue, 'key')
        : (at(issue, 'iid') ?? at(at(body, 'object_attributes'), 'iid'));
  return typeof found === 'number' || typeof found === 'string' ? String(found).slice(0, 100) : undefined;
}
