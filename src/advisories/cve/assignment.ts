// The CVE id of an advisory: how it stands at CVE Services, and what is being asked for.

/** As CVE Services last confirmed. */
export type Standing = 'none' | 'reserved' | 'published' | 'rejected';
export type CveTask = 'reserve' | 'publish' | 'reject';
/** `sent`: no answer yet; `unclear`: nobody knows whether it arrived; `failed`: waits for a person. */
export type Stage = 'waiting' | 'sent' | 'unclear' | 'failed';

export type Assignment = {
  readonly id: string;
  readonly advisory: string;
  readonly cveId: string | null;
  readonly year: number;
  readonly standing: Standing;
  readonly task: CveTask | null;
  readonly stage: Stage | null;
  readonly sentAt: Date | null;
  /** Ids of which one may be what an unclear reservation brought. */
  readonly candidates: readonly string[];
  readonly reason: string | null;
  /** What CVE Services said against the task. */
  readonly fault: string | null;
  /** The newest edition that CVE Services have. */
  readonly edition: number | null;
  readonly there: Readonly<Record<string, unknown>> | null;
  readonly differs: readonly string[];
  readonly comparedAt: Date | null;
  readonly askedBy: string;
  readonly askedAt: Date;
};

export type AssignmentHead = Pick<Assignment, 'advisory' | 'cveId' | 'standing' | 'task' | 'stage' | 'differs'>;

/** A state in a word or two, and whether it needs somebody. */
export function stateOf({ standing, task, stage, differs }: AssignmentHead): {
  readonly word: string;
  readonly tone: 'neutral' | 'good' | 'bad' | 'attention';
} {
  if (stage === 'failed') return { word: `${taskWords[task ?? 'reserve']} failed`, tone: 'bad' };
  if (stage === 'unclear') return { word: 'Unclear', tone: 'attention' };
  if (task !== null) return { word: `${taskWords[task]} asked`, tone: 'neutral' };
  if (standing === 'published' && differs.length > 0) return { word: 'Published, differs', tone: 'attention' };
  return (
    {
      none: { word: 'None', tone: 'neutral' },
      reserved: { word: 'Reserved', tone: 'neutral' },
      published: { word: 'Published', tone: 'good' },
      rejected: { word: 'Rejected', tone: 'bad' },
    } as const
  )[standing];
}

const taskWords: Readonly<Record<CveTask, string>> = {
  reserve: 'Reservation',
  publish: 'Publication',
  reject: 'Rejection',
};
