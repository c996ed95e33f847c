// Issues of a GitLab project, by its REST API v4, on gitlab.com or on a server of one's own.
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
import type { Ticket, TrackerClient } from './tracker-client.ts';

/** @param project `group/name`, or its number */
export function gitlabClient(
  kernel: Kernel,
  { baseUrl, project, token }: { readonly baseUrl: string; readonly project: string; readonly token: string },
): TrackerClient {
  const headers = { 'private-token': token };
  const root = `${baseUrl}${pathOf('api', 'v4', 'projects', project)}`;
  const ask = (path: string, asked: Omit<Asked, 'headers'> = {}) =>
    askTracker(kernel, `${root}${path}`, { ...asked, headers });
  const issues = pathOf('issues');
  const issue = (key: string): string => pathOf('issues', key);
  return {
    check: async () => {
      const found = objectOf(await ask(''));
      // A confidential issue is read by the members of the project alone, even where the project is public.
      return { project: textOf(found['path_with_namespace']), isPublic: false };
    },
    create: async ({ title, body, mark }) => {
      const newest = listOf(await ask(`${issues}?order_by=created_at&sort=desc&per_page=30&scope=all`));
      const made = newest.find(one => bodyOf(one['description']).includes(mark));
      const fresh = { title, description: body, confidential: true };
      return ticketOf(made ?? objectOf(await ask(issues, { method: 'POST', body: fresh })));
    },
    read: async key => ticketOf(objectOf(await ask(issue(key)))),
    setState: async (key, target) =>
      void (await ask(issue(key), {
        method: 'PUT',
        body: { state_event: target === '*new' || target === '*active' || target === 'opened' ? 'reopen' : 'close' },
      })),
    listComments: async key =>
      listOf(await ask(`${issue(key)}/notes?sort=desc&order_by=created_at&per_page=50`))
        .filter(one => one['system'] !== true)
        .map(one => ({
          id: textOf(one['id']),
          author: textOf(objectOf(one['author'])['username']),
          body: bodyOf(one['body']),
          at: timeOf(one['created_at']),
        }))
        .toReversed(),
    addComment: async (key, body) =>
      textOf(objectOf(await ask(`${issue(key)}/notes`, { method: 'POST', body: { body } }))['id']),
  };
}

const ticketOf = (one: Json): Ticket => ({
  key: textOf(one['iid']),
  url: linkOf(one['web_url']),
  title: textOf(one['title']),
  state: textOf(one['state']) === 'closed' ? { name: 'closed', group: 'done' } : { name: 'opened', group: 'new' },
});
