// What states of ours and of a tracker mean to each other: data that an admin may change, with defaults that fit most teams.
import { type IssueState, issueStates } from '../../reports/index.ts';
import { isState, type RemoteState } from '../clients/tracker-client.ts';
import type { TrackerKind } from './tracker-kind.ts';

/** What a ticket's state says about our issue; `nothing` when it says nothing. */
export const meanings = ['working', 'fixed', 'ended', 'nothing'] as const;
export type Meaning = (typeof meanings)[number];

export type Mapping = {
  /** What a ticket is set to when our issue comes to stand there: a status by name, `*group`, or '' to leave it. */
  readonly out: Readonly<Record<IssueState, string>>;
  /** What a status means, by its name or `*group`; names come first. */
  readonly in: Readonly<Record<string, Meaning>>;
  /** Whether a ticket that is done marks an issue that is being fixed as fixed, without anybody's hand. */
  readonly movesToFixed: boolean;
};

const groups = { '*new': 'working', '*active': 'working', '*done': 'fixed', '*dropped': 'ended' } as const;

/** The mapping of a new tracker. A fix that still has to be checked leaves its ticket as it is. */
export function defaultMapping(kind: TrackerKind): Mapping {
  // GitLab knows one way of being closed.
  const closed = kind === 'gitlab' ? '*done' : '*dropped';
  return {
    out: { open: '*new', accepted: '*new', fixed: '', resolved: '*done', closed },
    in: Object.fromEntries(groupsOf[kind].map(({ group }) => [group, groups[group]])),
    movesToFixed: false,
  };
}

/** What a ticket's state means by this mapping. */
export function meaningOf(mapping: Mapping, state: RemoteState): Meaning {
  const named = Object.entries(mapping.in).find(([name]) => !name.startsWith('*') && isState(state, name));
  return named?.[1] ?? mapping.in[`*${state.group}`] ?? groups[`*${state.group}`];
}

/** Whether our state and the ticket's may stand side by side. */
export function agree(mapping: Mapping, ours: IssueState, theirs: RemoteState): boolean {
  const target = mapping.out[ours];
  if (target !== '' && isState(theirs, target)) return true;
  switch (meaningOf(mapping, theirs)) {
    case 'nothing':
      return true;
    case 'working':
      return ours === 'open' || ours === 'accepted' || (ours === 'fixed' && target === '');
    case 'fixed':
      return ours === 'fixed' || ours === 'resolved';
    case 'ended':
      return ours === 'closed';
  }
}

/** What can be chosen where a tracker has only these states; Jira's statuses are typed. */
export const targetsOf: Readonly<Record<TrackerKind, readonly { readonly value: string; readonly label: string }[]>> = {
  github: [
    { value: '', label: 'Leave it as it is' },
    { value: '*new', label: 'Open' },
    { value: '*done', label: 'Closed as completed' },
    { value: '*dropped', label: 'Closed as not planned' },
  ],
  gitlab: [
    { value: '', label: 'Leave it as it is' },
    { value: '*new', label: 'Open' },
    { value: '*done', label: 'Closed' },
  ],
  jira: [],
};

/** The groups of states that a tracker has, as its people call them. */
export const groupsOf: Readonly<
  Record<TrackerKind, readonly { readonly group: keyof typeof groups; readonly label: string }[]>
> = {
  github: [
    { group: '*new', label: 'Open' },
    { group: '*done', label: 'Closed as completed' },
    { group: '*dropped', label: 'Closed as not planned' },
  ],
  gitlab: [
    { group: '*new', label: 'Open' },
    { group: '*done', label: 'Closed' },
  ],
  jira: [
    { group: '*new', label: 'Any status “to do”' },
    { group: '*active', label: 'Any status “in progress”' },
    { group: '*done', label: 'Any status “done”' },
    { group: '*dropped', label: 'Done, with a resolution such as “Won’t do”' },
  ],
};

export type MappingForm = Readonly<Record<string, string | undefined>>;

type Read =
  | { readonly ok: true; readonly value: Mapping }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Reads the mapping's part of the form: `out-open`, `in-done`, `statuses` (a line each: `In Review = working`), `movesToFixed`. */
export function readMappingForm(kind: TrackerKind, form: MappingForm): Read {
  const errors: Record<string, string> = {};
  const out: Record<string, string> = {};
  for (const state of issueStates) {
    const typed = (form[`out-${state}`] ?? '').trim();
    const isKnown = kind === 'jira' ? typed.length <= 100 : targetsOf[kind].some(({ value }) => value === typed);
    if (!isKnown) errors[`out-${state}`] = 'Choose one of the states.';
    out[state] = typed;
  }
  const means: Record<string, Meaning> = {};
  for (const { group } of groupsOf[kind]) {
    const meaning = meanings.find(one => one === form[`in-${group.slice(1)}`]);
    if (!meaning) errors[`in-${group.slice(1)}`] = 'Choose what it means.';
    else means[group] = meaning;
  }
  for (const line of (form['statuses'] ?? '').split('\n').filter(one => one.trim() !== '')) {
    const [, name = '', typed = ''] = /^\s*([^=*]{1,100}?)\s*=\s*(\w+)\s*$/.exec(line) ?? [];
    const meaning = meanings.find(one => one === typed.toLowerCase());
    if (name === '' || !meaning)
      errors['statuses'] =
        `Write each line as “status = meaning”, with working, fixed, ended or nothing: ${line.trim().slice(0, 60)}`;
    else means[name] = meaning;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const value: Mapping = {
    out: out as Mapping['out'],
    in: means,
    movesToFixed: form['movesToFixed'] !== undefined && form['movesToFixed'] !== '',
  };
  return { ok: true, value };
}

/** What stands in the mapping's part of the form. */
export const mappingFields = ({ out, in: means, movesToFixed }: Mapping): MappingForm => ({
  ...Object.fromEntries(issueStates.map(state => [`out-${state}`, out[state]])),
  ...Object.fromEntries(
    Object.entries(means)
      .filter(([name]) => name.startsWith('*'))
      .map(([name, meaning]) => [`in-${name.slice(1)}`, meaning]),
  ),
  statuses: Object.entries(means)
    .filter(([name]) => !name.startsWith('*'))
    .map(([name, meaning]) => `${name} = ${meaning}`)
    .join('\n'),
  ...(movesToFixed && { movesToFixed: 'on' }),
});
