// The priority of a report before anybody has looked at it.
import { type CurrentProgram, findTarget, proposePriority } from '../../program/index.ts';
import type { Submission } from './submission-form.ts';

/** What the rules propose for a report as it is written, before anybody of the team has looked; null when nothing speaks for any. */
export const proposedPriority = (
  program: CurrentProgram,
  { taxonomyId, cvss, targetId }: Pick<Submission, 'taxonomyId' | 'cvss' | 'targetId'>,
) =>
  proposePriority({
    taxonomy: program.taxonomy,
    taxonomyId,
    cvssVector: cvss?.vector ?? null,
    requirements: findTarget(program, targetId)?.requirements ?? {},
  }).priority;
