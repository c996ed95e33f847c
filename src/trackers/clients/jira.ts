// Issues of a Jira project, by REST API v2, which Jira Cloud and Jira Data Center both have and whose texts are plain.
import type { Kernel } from '../../core/kernel.ts';
import { type Asked, askTracker, bodyOf, type Json, listOf, objectOf, textOf, timeOf } from './ask-tracker.ts';
import { isState, type RemoteState, type Ticket, type TrackerClient, TrackerFault } from './tracker-client.ts';

export type JiraSettings = {
  readonly baseUrl: string;
  /** `SEC` */
  readonly project: string;
  readonly token: string;
  /** The address of the account at Jira Cloud, where the token goes with it; empty at Data Center. */
  readonly account: string;
  /** `Bug`, `Task`. */
  readonly issueType: string;
};

export function jiraClient(kernel: Kernel, settings: JiraSettings): TrackerClient {
  const { baseUrl, project, token, account, issueType } = settings;
  const isCloud = account !== '';
  const headers = {
    authorization: isCloud ? `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` : `Bearer ${token}`,
    // Without it, Jira refuses what looks like a browser's post.
    'x-atlassian-token': 'no-check',
  };
  const ask = (path: string, asked: Omit<Asked, 'headers'> = {}) =>
    askTracker(kernel, `${baseUrl}/rest/api/2${path}`, { ...asked, headers });
  const issue = (key: string): string => `/issue/${encodeURIComponent(key)}`;
  const read = async (key: string): Promise<Ticket> =>
    ticketOf(objectOf(await ask(`${issue(key)}?fields=summary,status,resolution`)), baseUrl);
  return {
    check: async () => {
      const found = objectOf(await ask(`/project/${encodeURIComponent(project)}`));
      return { project: textOf(found['key']), isPublic: false };
    },
    create: async ({ title, body, mark }) => {
      const jql = encodeURIComponent(`project = "${project}" ORDER BY created DESC`);
      const search = isCloud ? '/search/jql' : '/search';
      const newest = objectOf(await ask(`${search}?jql=${jql}&maxResults=30&fields=description`));
      const made = listOf(newest['issues']).find(one => bodyOf(objectOf(one['fields'])['description']).includes(mark));
      if (made) return read(textOf(made['key']));
      const fields = { project: { key: project }, issuetype: { name: issueType }, summary: title, description: body };
      return read(textOf(objectOf(await ask('/issue', { method: 'POST', body: { fields } }))['key']));
    },
    read,
    setState: async (key, target) => {
      const open = listOf(objectOf(await ask(`${issue(key)}/transitions`))['transitions']);
      const way =
        open.find(one => isState(stateOf(objectOf(one['to']), null), target)) ??
        open.find(one => isNearly(one, target));
      if (!way) throw new TrackerFault('no_way');
      await ask(`${issue(key)}/transitions`, { method: 'POST', body: { transition: { id: textOf(way['id']) } } });
    },
    listComments: async key =>
      listOf(objectOf(await ask(`${issue(key)}/comment?orderBy=-created&maxResults=50`))['comments'])
        .map(one => ({
          id: textOf(one['id']),
          author: textOf(objectOf(one['author'] ?? { displayName: 'somebody' })['displayName']),
          body: bodyOf(one['body']),
          at: timeOf(one['created']),
        }))
        .toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    addComment: async (key, body) =>
      textOf(objectOf(await ask(`${issue(key)}/comment`, { method: 'POST', body: { body } }))['id']),
  };
}

function ticketOf(one: Json, baseUrl: string): Ticket {
  const key = textOf(one['key']);
  const fields = objectOf(one['fields']);
  return {
    key,
    url: `${baseUrl}/browse/${encodeURIComponent(key)}`,
    title: textOf(fields['summary']),
    state: stateOf(objectOf(fields['status']), fields['resolution']),
  };
}

/** Jira's three categories (`new`, `indeterminate`, `done`); what ended without a fix is told by its resolution. */
function stateOf(status: Json, resolution: unknown): RemoteState {
  const name = textOf(status['name']);
  const category = textOf(objectOf(status['statusCategory'] ?? { key: 'new' })['key']);
  if (category === 'indeterminate') return { name, group: 'active' };
  if (category !== 'done') return { name, group: 'new' };
  const reason = resolution === null || resolution === undefined ? '' : textOf(objectOf(resolution)['name']);
  return {
    name,
    group: /won.t|wont|duplicate|declined|cannot reproduce|incomplete/i.test(reason) ? 'dropped' : 'done',
  };
}

/** Where Jira has no state of its own for it: ended without a fix is done, open again may be in progress. */
const isNearly = (way: Json, target: string): boolean => {
  const to = stateOf(objectOf(way['to']), null);
  return (target === '*dropped' && to.group === 'done') || (target === '*new' && to.group === 'active');
};
