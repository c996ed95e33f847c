// Issues of a GitHub repository, by its REST API of 2022-11-28; GitHub Enterprise Server has it under /api/v3.
import type { Kernel } from '../../core/kernel.ts';
import {
  type Asked,
  askTracker,
  bodyOf,
  type Json,
  linkOf,
  listOf,
  objectOf,
  pathOf,
  textOf,
  timeOf,
} from './ask-tracker.ts';
import type { RemoteState, Ticket, TrackerClient } from './tracker-client.ts';

/** @param project `owner/name` */
export function githubClient(
  kernel: Kernel,
  { baseUrl, project, token }: { readonly baseUrl: string; readonly project: string; readonly token: string },
): TrackerClient {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  };
  const root = `${baseUrl}${pathOf('repos', ...project.split('/'))}`;
  const ask = (path: string, asked: Omit<Asked, 'headers'> = {}) =>
    askTracker(kernel, `${root}${path}`, { ...asked, headers });
  const issues = pathOf('issues');
  const issue = (key: string): string => pathOf('issues', key);
  return {
    check: async () => {
      const found = objectOf(await ask(''));
      return { project: textOf(found['full_name']), isPublic: found['private'] !== true };
    },
    create: async ({ title, body, mark }) => {
      const newest = listOf(await ask(`${issues}?state=all&sort=created&direction=desc&per_page=30`));
      const made = newest.find(one => bodyOf(one['body']).includes(mark));
      return ticketOf(made ?? objectOf(await ask(issues, { method: 'POST', body: { title, body } })));
    },
    read: async key => ticketOf(objectOf(await ask(issue(key)))),
    setState: async (key, target) => void (await ask(issue(key), { method: 'PATCH', body: changeFor(target) })),
    listComments: async key =>
      // Comments come oldest first, a hundred at most on a page; the newest are wanted.
      listOf(await ask(`${issue(key)}/comments?per_page=100&page=${await lastPage(ask, issue(key))}`))
        .slice(-50)
        .map(one => ({
          id: textOf(one['id']),
          author: textOf(objectOf(one['user'] ?? { login: 'ghost' })['login']),
          body: bodyOf(one['body']),
          at: timeOf(one['created_at']),
        })),
    addComment: async (key, body) =>
      textOf(objectOf(await ask(`${issue(key)}/comments`, { method: 'POST', body: { body } }))['id']),
  };
}

async function lastPage(ask: (path: string) => Promise<unknown>, issue: string): Promise<number> {
  const count = Number(objectOf(await ask(issue))['comments']);
  return Number.isInteger(count) ? Math.max(1, Math.ceil(count / 100)) : 1;
}

function ticketOf(one: Json): Ticket {
  return {
    key: textOf(one['number']),
    url: linkOf(one['html_url']),
    title: textOf(one['title']),
    state: stateOf(textOf(one['state']), one['state_reason']),
  };
}

function stateOf(state: string, reason: unknown): RemoteState {
  if (state !== 'closed') return { name: 'open', group: 'new' };
  return reason === 'not_planned' || reason === 'duplicate'
    ? { name: 'closed as not planned', group: 'dropped' }
    : { name: 'closed', group: 'done' };
}

const changeFor = (target: string): { state: string; state_reason?: string } =>
  target === '*done' || target === 'closed'
    ? { state: 'closed', state_reason: 'completed' }
    : target === '*dropped' || target === 'closed as not planned'
      ? { state: 'closed', state_reason: 'not_planned' }
      : { state: 'open' };
