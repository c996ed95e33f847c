// A tracker: a project at GitHub, GitLab or Jira where tickets of our issues lie. What its form may say, by rules alone.
import type { FaultKind } from '../clients/tracker-client.ts';
import { faultOfUrl } from '../receivers/receiver.ts';
import type { Mapping } from './mapping.ts';
import type { TrackerKind } from './tracker-kind.ts';

export type TrackerSettings = {
  readonly name: string;
  /** Of its API (GitHub) or of the server (GitLab, Jira), without a final slash. */
  readonly baseUrl: string;
  readonly project: string;
  /** Jira Cloud: the account whose token it is. */
  readonly account: string;
  /** Jira: what kind of issue is made. */
  readonly issueType: string;
  /** Comments of tickets are shown beside the issue, and what the team writes there goes to the ticket. */
  readonly takesComments: boolean;
};

export type Tracker = TrackerSettings & {
  readonly id: string;
  readonly kind: TrackerKind;
  readonly mapping: Mapping;
  readonly isPublic: boolean;
  /** Why it can't be asked at present. */
  readonly fault: FaultKind | null;
  readonly faultAt: Date | null;
  /** When it last answered as it should. */
  readonly checkedAt: Date | null;
  /** When it last sent us news with the right secret, and with a wrong one. */
  readonly heardAt: Date | null;
  readonly refusedAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
};

/** The channel of deliveries that carries what we send to trackers. */
export const OUTBOX = 'tracker-outbox';

type KindWords = {
  readonly name: string;
  readonly hint: string;
  readonly baseUrl: string;
  readonly baseLabel: string;
  readonly project: string;
  readonly projectHint: string;
  readonly token: string;
  readonly ticket: string;
};

export const trackerWords: Readonly<Record<TrackerKind, KindWords>> = {
  github: {
    name: 'GitHub',
    hint: 'Issues of a repository, at github.com or at a server of your own.',
    baseUrl: 'https://api.github.com',
    baseLabel: 'Address of the API',
    project: 'Repository',
    projectHint: 'Such as example/backend.',
    token: 'A fine-grained token for this one repository, with “Issues: read and write” and “Metadata: read”.',
    ticket: 'issue',
  },
  gitlab: {
    name: 'GitLab',
    hint: 'Confidential issues of a project, at gitlab.com or at a server of your own.',
    baseUrl: 'https://gitlab.com',
    baseLabel: 'Address of the server',
    project: 'Project',
    projectHint: 'Its path, such as example/backend.',
    token: 'A project access token with the scope api and the role Reporter or more.',
    ticket: 'issue',
  },
  jira: {
    name: 'Jira',
    hint: 'Issues of a project in Jira Cloud or Jira Data Center.',
    baseUrl: '',
    baseLabel: 'Address of Jira',
    project: 'Project key',
    projectHint: 'Such as SEC.',
    token: 'Jira Cloud: an API token of the account below. Data Center: a personal access token.',
    ticket: 'issue',
  },
};

export type TrackerForm = Readonly<
  Partial<Record<'name' | 'baseUrl' | 'project' | 'token' | 'account' | 'issueType' | 'takesComments', string>>
>;

type Read =
  | { readonly ok: true; readonly value: TrackerSettings; readonly token: string | undefined }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the form; its faults come back by field.
 * @param hasToken whether one is kept already: then an empty field leaves it
 */
export function readTrackerForm(kind: TrackerKind, form: TrackerForm, hasToken: boolean): Read {
  const errors: Record<string, string> = {};
  const typed = (name: keyof TrackerForm): string => (form[name] ?? '').toWellFormed().trim();
  const name = typed('name').replace(/\s+/gu, ' ');
  if (name === '') errors['name'] = 'Give it a name, such as “Backend team”.';
  else if ([...name].length > 60) errors['name'] = 'Keep the name within 60 characters.';
  const baseUrl = typed('baseUrl').replace(/\/+$/, '');
  const fault = faultOfUrl(baseUrl);
  if (fault !== undefined) errors['baseUrl'] = fault;
  else if (/[?#]/.test(baseUrl)) errors['baseUrl'] = 'Leave out everything from “?” or “#” on.';
  const project = typed('project');
  if (!projectShapes[kind].test(project))
    errors['project'] = `Enter it as in the hint. ${trackerWords[kind].projectHint}`;
  const token = typed('token');
  if (token === '' && !hasToken) errors['token'] = 'Paste the token.';
  else if (!/^[\x21-\x7e]{0,2000}$/.test(token)) errors['token'] = 'A token has no spaces and no special letters.';
  const account = kind === 'jira' ? typed('account') : '';
  if (account !== '' && !/^[^\s:@]+@[^\s:@]+$/.test(account))
    errors['account'] = 'Enter the e-mail address of the account, or nothing.';
  const issueType = kind === 'jira' ? typed('issueType') || 'Task' : '';
  if (issueType.length > 60) errors['issueType'] = 'Keep this within 60 characters.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const takesComments = typed('takesComments') !== '';
  const value = { name, baseUrl, project, account, issueType, takesComments };
  return { ok: true, value, token: token === '' ? undefined : token };
}

const projectShapes: Readonly<Record<TrackerKind, RegExp>> = {
  github: /^[\w.-]{1,100}\/[\w.-]{1,100}$/,
  gitlab: /^(?:\d{1,12}|[\w.-]{1,255}(?:\/[\w.-]{1,255}){1,20})$/,
  jira: /^[A-Z][A-Z0-9_]{1,20}$/,
};
