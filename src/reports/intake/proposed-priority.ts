// The priority of a report before anybody has looked at it.
import { type CurrentProgram, findTarget, proposePriority } from '../../program/index.ts';
import type { Submission } from './submission-form.ts';

type Proposed = ReturnType<typeof proposePriority>['priority'];

/** Doors ask for it to know what is critical, and the intake to keep it. */
const known = new WeakMap<object, { readonly program: CurrentProgram; readonly priority: Proposed }>();

/** What the rules propose for a report as it is written, before anybody of the team has looked; null when nothing speaks for any. */
export function proposedPriority(
  program: CurrentProgram,
  submission: Pick<Submission, 'taxonomyId' | 'cvss' | 'targetId'>,
): Proposed {
  const earlier = known.get(submission);
  if (earlier?.program === program) return earlier.priority;
  const { taxonomyId, cvss, targetId } = submission;
  const { priority } = proposePriority({
    taxonomy: program.taxonomy,
    taxonomyId,
    cvssVector: cvss?.vector ?? null,
    requirements: findTarget(program, targetId)?.requirements ?? {},
  });
  known.set(submission, { program, priority });
  return priority;
}
