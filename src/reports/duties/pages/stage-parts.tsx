// What the pages about duties share: how a stage stands, and the mark of a drill.
import { Badge, Callout } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { DutyStage } from '../duty.ts';

const SOON_MS = 24 * 3_600_000;

/** Amber within a day of the due date, red after it. */
export function toneOf({ status, dueAt }: DutyStage, now: Date): 'soon' | 'late' | undefined {
  if (status !== 'open' || dueAt === null) return undefined;
  const left = dueAt.getTime() - now.getTime();
  return left < 0 ? 'late' : left <= SOON_MS ? 'soon' : undefined;
}

/** The state in a word. */
export function StageBadge({ stage, now }: { stage: DutyStage; now: Date }) {
  const tone = toneOf(stage, now);
  switch (stage.status) {
    case 'submitted':
      return (
        <Badge tone={stage.submitted?.late ? 'bad' : 'good'}>
          {stage.submitted?.late ? 'submitted late' : 'submitted'}
        </Badge>
      );
    case 'not_required':
      return <Badge tone="neutral">not required</Badge>;
    case 'waiting':
      return <Badge tone="neutral">clock not started</Badge>;
    case 'open':
      return <Badge tone={tone === 'late' ? 'bad' : 'attention'}>{tone === 'late' ? 'late' : 'due'}</Badge>;
  }
}

/** When it is due, with the countdown; or what it waits for. */
export function StageDue({ stage, now }: { stage: DutyStage; now: Date }) {
  if (stage.submitted) return <Time at={stage.submitted.at} show="absolute" />;
  if (stage.dueAt) return <Time at={stage.dueAt} due={toneOf(stage, now)} />;
  if (stage.duty === 'cra_vulnerability') return <>Starts when a corrective or mitigating measure is available</>;
  return <>Starts when the notification is submitted</>;
}

/** Stands at the top of every page of a drill. */
export function DrillMark() {
  return (
    <Callout tone="attention" title="This is a drill">
      <p>The clocks are real, the case is invented. Nothing of it goes to an authority.</p>
    </Callout>
  );
}
