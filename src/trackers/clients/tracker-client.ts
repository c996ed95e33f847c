// A tracker as the rest of the module sees it, whichever product it is; and what can go wrong in asking it.

/** Where a ticket stands: the tracker's own word, and what kind of state that is. */
export type RemoteState = {
  readonly name: string;
  readonly group: 'new' | 'active' | 'done' | 'dropped';
};

export type Ticket = {
  /** `12` at GitHub and GitLab, `SEC-12` at Jira. */
  readonly key: string;
  readonly url: string;
  readonly title: string;
  readonly state: RemoteState;
};

export type RemoteComment = {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly at: Date;
};

/** What a tracker says of the project that tickets go to. */
export type ProjectFacts = {
  /** Its name as it is now: a repository may have been renamed. */
  readonly project: string;
  /** Whether anybody can read its tickets. */
  readonly isPublic: boolean;
};

export type NewTicket = {
  readonly title: string;
  readonly body: string;
  /** A line of the body that nothing else has, to find the ticket when its creation was not answered. */
  readonly mark: string;
};

/** Everything throws TrackerFault, and refusals of the door as they are. */
export type TrackerClient = {
  /** Whether the token is good and the project is there. */
  check(): Promise<ProjectFacts>;
  /** Makes a ticket, or gives the one that carries the mark already. */
  create(ticket: NewTicket): Promise<Ticket>;
  read(key: string): Promise<Ticket>;
  /** Sets a ticket to a state by its name, or to any state of a group (`*done`). */
  setState(key: string, target: string): Promise<void>;
  /** The newest fifty, oldest first; what the tracker itself wrote is left out. */
  listComments(key: string): Promise<readonly RemoteComment[]>;
  /** @returns the comment's id */
  addComment(key: string, body: string): Promise<string>;
};

export type FaultKind =
  | 'token'
  | 'not_found'
  | 'moved'
  | 'busy'
  | 'refused'
  | 'no_way'
  | 'unreachable'
  | 'not_allowed'
  | 'nonsense';

/** What stood in the way, as one says it to a colleague. */
export const faultWords: Readonly<Record<FaultKind, string>> = {
  token: 'The tracker refuses the token: it was revoked, has expired, or may not do this',
  not_found: 'The tracker has no such ticket or project, or the token may not see it',
  moved: 'The project has another name now',
  busy: 'The tracker asks us to come later',
  refused: 'The tracker refuses this change',
  no_way: 'In the tracker, no step leads from the ticket’s state to the one it shall have',
  unreachable: 'The tracker does not answer',
  not_allowed: 'The address is not public, or not https; connections to it are refused',
  nonsense: 'The tracker answers something else than expected',
};

/** The tracker could not do what was asked. */
export class TrackerFault extends Error {
  override name = 'TrackerFault';
  readonly kind: FaultKind;
  readonly status: number | undefined;
  /** How long it wants to be left alone, in milliseconds. */
  readonly restFor: number | undefined;
  /** The beginning of what it said; hostile. */
  readonly answer: string | undefined;

  constructor(
    kind: FaultKind,
    more: {
      status?: number | undefined;
      restFor?: number | undefined;
      answer?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(kind, { cause: more.cause });
    this.kind = kind;
    this.status = more.status;
    this.restFor = more.restFor;
    this.answer = more.answer;
  }
}

/** Whether a fault will pass by itself. */
export const mayPass = (kind: FaultKind): boolean =>
  kind === 'token' || kind === 'moved' || kind === 'busy' || kind === 'unreachable' || kind === 'nonsense';

/** Whether a state is what a mapping names: its own name, or `*` and its group. */
export const isState = (state: RemoteState, target: string): boolean =>
  target.startsWith('*') ? state.group === target.slice(1) : state.name.toLowerCase() === target.toLowerCase();
