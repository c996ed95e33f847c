// What runs behind the queue: its jobs, what it does when something happens, and its cards on the page of a report.
import type { Panel } from '../../core/panel.ts';
import type { Job } from '../../core/work/jobs.ts';
import type { AnySubscriber } from '../../core/work/subscriber.ts';
import { ledgerPanel } from '../blockers/ledger-panel.tsx';
import { carryOutJob } from '../bulk/carry-out.ts';
import { warnOfClocksJob } from '../clock-warnings/warn.ts';
import { tellQueueWhenSubmitted } from '../live/live-hub.ts';
import { assignWhenSubmitted } from '../rules/apply-rules.ts';
import { labelsPanel } from './labels-panel.tsx';

export const workJobs: readonly Job[] = [carryOutJob, warnOfClocksJob];
export const workSubscribers: readonly AnySubscriber[] = [tellQueueWhenSubmitted, assignWhenSubmitted];
export const workPanels: readonly Panel[] = [ledgerPanel, labelsPanel];
