// GitHub, GitLab and Jira on this machine: as much of their REST APIs as the product uses, in the shapes that their documents show.
import type { Heard, Said } from './https-stand-in.ts';

type Comment = { readonly id: number; readonly author: string; readonly body: string; readonly at: string };

export type FakeTicket = {
  readonly number: number;
  title: string;
  body: string;
  /** GitHub: open, completed, not_planned. GitLab: opened, closed. Jira: a status of `statuses`. */
  state: string;
  readonly comments: Comment[];
  readonly isConfidential: boolean;
};

export type FakeTracker = {
  /** The token that is good; another one is answered as the product answers it. */
  token: string;
  /** What the project is called now; who asks for the name before is sent on. */
  project: string;
  isPublic: boolean;
  readonly tickets: Map<number, FakeTicket>;
  /** Asked first: what a test wants to go wrong. */
  trouble: (heard: Heard) => Said | undefined;
  /** Everything that changed something. */
  readonly writes: Heard[];
  answer(heard: Heard): Said;
};

type Kind = 'github' | 'gitlab' | 'jira';

/** @param origin where it is reached, for the links that it gives */
export function fakeTracker(
  kind: Kind,
  origin: string,
  { token, project }: { token: string; project: string },
): FakeTracker {
  const fake: FakeTracker = {
    token,
    project,
    isPublic: false,
    tickets: new Map(),
    trouble: () => undefined,
    writes: [],
    answer: heard => {
      const said = fake.trouble(heard) ?? answers[kind](fake, heard, origin, project);
      if (heard.method !== 'GET' && (said.status ?? 200) < 300) fake.writes.push(heard);
      return said;
    },
  };
  return fake;
}

const answers: Readonly<Record<Kind, (fake: FakeTracker, heard: Heard, origin: string, first: string) => Said>> = {
  github,
  gitlab,
  jira,
};

const parse = (body: string): Record<string, never> => (body === '' ? {} : JSON.parse(body));

function make(
  fake: FakeTracker,
  fields: Pick<FakeTicket, 'title' | 'body' | 'state'> & { isConfidential?: boolean },
): FakeTicket {
  const ticket: FakeTicket = { isConfidential: false, ...fields, number: fake.tickets.size + 1, comments: [] };
  fake.tickets.set(ticket.number, ticket);
  return ticket;
}

function say(ticket: FakeTicket, author: string, body: string): Comment {
  const id = 9000 + ticket.number * 100 + ticket.comments.length;
  const comment = { id, author, body, at: new Date(Date.UTC(2026, 10, 23, 12, ticket.comments.length)).toISOString() };
  ticket.comments.push(comment);
  return comment;
}

/** Somebody of the other team writes. */
export const commentAs = say;

// GitHub REST API 2022-11-28: "Issues", "Issue comments", "Repositories"; renames by "Follow redirects".
function github(fake: FakeTracker, { method, path, headers, body }: Heard, origin: string, first: string): Said {
  const document = { documentation_url: 'https://docs.github.com/rest' };
  if (headers['authorization'] !== `Bearer ${fake.token}`)
    return { status: 401, body: { message: 'Bad credentials', ...document } };
  const [where = ''] = path.split('?');
  const old = `/repos/${first}`;
  const isOld = fake.project !== first && where.startsWith(old);
  if (isOld) {
    const location = `${origin}/repositories/77${where.slice(old.length)}${path.slice(where.length)}`;
    return {
      status: method === 'GET' ? 301 : 307,
      headers: { location },
      body: { message: 'Moved Permanently', url: location },
    };
  }
  const rest = [`/repos/${fake.project}`, '/repositories/77'].flatMap(root =>
    where.startsWith(root) ? [where.slice(root.length)] : [],
  )[0];
  const missing: Said = { status: 404, body: { message: 'Not Found', ...document, status: '404' } };
  if (rest === undefined) return missing;
  const shape = (one: FakeTicket) => ({
    id: 5000 + one.number,
    node_id: 'I_kw',
    number: one.number,
    title: one.title,
    body: one.body,
    state: one.state === 'open' ? 'open' : 'closed',
    state_reason: one.state === 'open' ? null : one.state,
    comments: one.comments.length,
    user: { login: 'telltale-bot', id: 1, type: 'User' },
    labels: [],
    html_url: `${origin}/${fake.project}/issues/${one.number}`,
    created_at: '2026-11-23T12:00:00Z',
    updated_at: '2026-11-23T12:00:00Z',
  });
  const comment = ({ id, author, body: words, at }: Comment) => ({
    id,
    body: words,
    user: { login: author, id: 2 },
    created_at: at,
    updated_at: at,
    html_url: `${origin}/c/${id}`,
  });
  if (rest === '')
    return {
      body: {
        id: 77,
        full_name: fake.project,
        private: !fake.isPublic,
        visibility: fake.isPublic ? 'public' : 'private',
        has_issues: true,
      },
    };
  if (rest === '/issues' && method === 'GET') return { body: [...fake.tickets.values()].reverse().map(shape) };
  if (rest === '/issues') {
    const { title, body: words } = parse(body);
    return { status: 201, body: shape(make(fake, { title: title ?? '', body: words ?? '', state: 'open' })) };
  }
  const [, number, tail = ''] = /^\/issues\/(\d+)(\/comments)?$/.exec(rest) ?? [];
  const ticket = fake.tickets.get(Number(number));
  if (!ticket) return missing;
  if (tail !== '' && method === 'GET') return { body: ticket.comments.map(comment) };
  if (tail !== '') return { status: 201, body: comment(say(ticket, 'telltale-bot', parse(body)['body'] ?? '')) };
  if (method === 'PATCH') {
    const { state, state_reason: reason } = parse(body);
    ticket.state = state === 'open' ? 'open' : (reason ?? 'completed');
  }
  return { body: shape(ticket) };
}

// GitLab REST API v4: "Issues", "Notes", "Projects".
function gitlab(fake: FakeTracker, { method, path, headers, body }: Heard, origin: string, first: string): Said {
  if (headers['private-token'] !== fake.token) return { status: 401, body: { message: '401 Unauthorized' } };
  const [where = ''] = path.split('?');
  const missing: Said = { status: 404, body: { message: '404 Project Not Found' } };
  const [, asked = '', rest = ''] = /^\/api\/v4\/projects\/([^/]+)(.*)$/.exec(where) ?? [];
  const name = decodeURIComponent(asked);
  if (name === first && fake.project !== first) {
    if (method !== 'GET') return missing;
    const location = `${origin}/api/v4/projects/42${rest}${path.slice(where.length)}`;
    return {
      status: 301,
      headers: { location },
      body: { message: 'Non GET methods are not allowed for moved projects' },
    };
  }
  if (name !== fake.project && name !== '42') return missing;
  const shape = (one: FakeTicket) => ({
    id: 7000 + one.number,
    iid: one.number,
    project_id: 42,
    title: one.title,
    description: one.body,
    state: one.state,
    confidential: one.isConfidential,
    web_url: `${origin}/${fake.project}/-/issues/${one.number}`,
    author: { id: 3, username: 'project_42_bot', state: 'active' },
    updated_at: '2026-11-23T12:00:00.000Z',
  });
  const note = ({ id, author, body: words, at }: Comment) => ({
    id,
    body: words,
    author: { id: 4, username: author, name: author },
    created_at: at,
    updated_at: at,
    system: author === 'system',
    noteable_type: 'Issue',
    internal: false,
  });
  if (rest === '')
    return { body: { id: 42, path_with_namespace: fake.project, visibility: 'private', issues_enabled: true } };
  if (rest === '/issues' && method === 'GET') return { body: [...fake.tickets.values()].reverse().map(shape) };
  if (rest === '/issues') {
    const { title, description, confidential } = parse(body);
    const fields = {
      title: title ?? '',
      body: description ?? '',
      state: 'opened',
      isConfidential: confidential === true,
    };
    return { status: 201, body: shape(make(fake, fields)) };
  }
  const [, number, tail = ''] = /^\/issues\/(\d+)(\/notes)?$/.exec(rest) ?? [];
  const ticket = fake.tickets.get(Number(number));
  if (!ticket) return { status: 404, body: { message: '404 Not found' } };
  if (tail !== '' && method === 'GET') return { body: ticket.comments.map(note).reverse() };
  if (tail !== '') return { status: 201, body: note(say(ticket, 'project_42_bot', parse(body)['body'] ?? '')) };
  if (method === 'PUT') ticket.state = parse(body)['state_event'] === 'close' ? 'closed' : 'opened';
  return { body: shape(ticket) };
}

const statuses: Readonly<Record<string, { id: string; key: string }>> = {
  'To Do': { id: '1', key: 'new' },
  'In Progress': { id: '2', key: 'indeterminate' },
  Done: { id: '3', key: 'done' },
  "Won't Do": { id: '4', key: 'done' },
};

// Jira REST API v2: "Get issue", "Create issue", "Get transitions", "Transition issue", "Add comment", "Search".
function jira(fake: FakeTracker, { method, path, headers, body }: Heard, origin: string): Said {
  const isCloud = headers['authorization']?.startsWith('Basic ') === true;
  const given = isCloud
    ? Buffer.from(headers['authorization']?.slice(6) ?? '', 'base64')
        .toString()
        .split(':')[1]
    : headers['authorization']?.slice('Bearer '.length);
  if (given !== fake.token)
    return { status: 401, headers: { 'content-type': 'text/html' }, body: '<html>Unauthorized (401)</html>' };
  const [where = ''] = path.split('?');
  const rest = where.replace('/rest/api/2', '');
  const missing: Said = {
    status: 404,
    body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} },
  };
  const keyOf = (one: FakeTicket) => `${fake.project}-${one.number}`;
  const status = (name: string) => {
    const { id, key } = statuses[name] ?? { id: '9', key: 'new' };
    return {
      self: `${origin}/rest/api/2/status/${id}`,
      name,
      id,
      statusCategory: { id: Number(id), key, colorName: 'blue-gray', name },
    };
  };
  const shape = (one: FakeTicket) => ({
    expand: 'operations',
    id: String(10000 + one.number),
    self: `${origin}/rest/api/2/issue/${10000 + one.number}`,
    key: keyOf(one),
    fields: {
      summary: one.title,
      description: one.body,
      status: status(one.state),
      resolution:
        statuses[one.state]?.key === 'done' ? { id: '1', name: one.state === "Won't Do" ? "Won't Do" : 'Done' } : null,
    },
  });
  const comment = ({ id, author, body: words, at }: Comment) => ({
    id: String(id),
    author: { accountId: '5b10', displayName: author, active: true },
    body: words,
    created: at.replace('Z', '+0000'),
    updated: at.replace('Z', '+0000'),
  });
  if (rest === `/project/${fake.project}`)
    return { body: { id: '10000', key: fake.project, name: 'Security', projectTypeKey: 'software' } };
  // Cloud has the new search only, Data Center the old one only.
  if (rest === (isCloud ? '/search/jql' : '/search'))
    return { body: { issues: [...fake.tickets.values()].reverse().map(shape), isLast: true } };
  if (rest === '/issue' && method === 'POST') {
    const { fields } = parse(body) as unknown as {
      fields: { summary: string; description: string; project: { key: string } };
    };
    if (fields.project.key !== fake.project)
      return { status: 400, body: { errorMessages: [], errors: { project: 'project is required' } } };
    const one = make(fake, { title: fields.summary, body: fields.description, state: 'To Do' });
    return { status: 201, body: { id: String(10000 + one.number), key: keyOf(one), self: origin } };
  }
  const [, number, tail = ''] = new RegExp(`^/issue/${fake.project}-(\\d+)(/transitions|/comment)?$`).exec(rest) ?? [];
  const ticket = fake.tickets.get(Number(number));
  if (!ticket) return missing;
  if (tail === '/transitions' && method === 'GET')
    return {
      body: {
        expand: 'transitions',
        transitions: Object.keys(statuses)
          .filter(name => name !== ticket.state && name !== "Won't Do")
          .map((name, index) => ({
            id: String(index + 11),
            name: `Go to ${name}`,
            to: status(name),
            hasScreen: false,
          })),
      },
    };
  if (tail === '/transitions') {
    const { transition } = parse(body) as unknown as { transition: { id: string } };
    const names = Object.keys(statuses).filter(name => name !== ticket.state && name !== "Won't Do");
    ticket.state = names[Number(transition.id) - 11] ?? ticket.state;
    return { status: 204 };
  }
  if (tail === '/comment' && method === 'GET')
    return {
      body: {
        startAt: 0,
        maxResults: 50,
        total: ticket.comments.length,
        comments: ticket.comments.map(comment).reverse(),
      },
    };
  if (tail === '/comment') return { status: 201, body: comment(say(ticket, 'Telltale', parse(body)['body'] ?? '')) };
  return { body: shape(ticket) };
}
