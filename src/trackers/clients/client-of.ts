// The client of a tracker: its token is opened for as long as it takes.
import type { Kernel } from '../../core/kernel.ts';
import type { Tracker } from '../connections/tracker.ts';
import { openToken } from '../connections/tracker-store.ts';
import { githubClient } from './github.ts';
import { gitlabClient } from './gitlab.ts';
import { jiraClient } from './jira.ts';
import type { TrackerClient } from './tracker-client.ts';

type Settings = Pick<Tracker, 'kind' | 'baseUrl' | 'project' | 'account' | 'issueType'>;

/** A client with a token at hand, as while a tracker is being connected. */
export function clientWith(kernel: Kernel, settings: Settings, token: string): TrackerClient {
  if (settings.kind === 'github') return githubClient(kernel, { ...settings, token });
  return settings.kind === 'gitlab'
    ? gitlabClient(kernel, { ...settings, token })
    : jiraClient(kernel, { ...settings, token });
}

/** The client of a stored tracker. */
export const clientOf = async (kernel: Kernel, tracker: Settings & Pick<Tracker, 'id'>): Promise<TrackerClient> =>
  clientWith(kernel, tracker, await openToken(kernel, tracker.id));
