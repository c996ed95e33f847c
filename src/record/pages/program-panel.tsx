// The card on the program's page: how fast people answered, and whether the contacts work.
import { href, routes } from '../../catalog/routes.ts';
import type { Panel } from '../../core/panel.ts';
import { LastTested } from '../contacts/last-tested.tsx';
import { lastTest } from '../contacts/test-store.ts';
import { hoursInWords } from '../figures/figure-words.ts';
import type { Figures } from '../figures/figures.ts';
import { findLastEdition } from '../log/edition-store.ts';

export const programPanel: Panel = {
  name: 'program-figures',
  on: 'program',
  place: 'main',
  order: 1,
  load: async kernel => {
    const [last, tested] = await Promise.all([findLastEdition(kernel, 'signed'), lastTest(kernel)]);
    return (
      <>
        <p class="figure-sentence">
          <Sentence figures={last?.figures} />{' '}
          <a href={href(routes.record.statistics)}>All statistics, to count again</a>
        </p>
        <LastTested last={tested} />
      </>
    );
  },
};

/** Beside the promise, where everybody reads it first; nothing while there is too little to say. */
export const answerPanel: Panel = {
  name: 'answered-within',
  on: 'program',
  place: 'side',
  order: 1,
  load: async kernel => {
    const answer = (await findLastEdition(kernel, 'signed'))?.figures.periods['90d'].answer;
    if (!answer || answer.medianHours === null) return null;
    return (
      <>
        Lately <a href={href(routes.record.statistics)}>half got an answer within {hoursInWords(answer.medianHours)}</a>
        .
      </>
    );
  },
};

function Sentence({ figures }: { figures: Figures | undefined }) {
  const answer = figures?.periods['90d'].answer;
  if (!answer || answer.medianHours === null)
    return <>Too few reports came in lately to say how fast a person answered.</>;
  const { medianHours, sample } = answer;
  return (
    <>
      <strong>Half of the reports got an answer by a person within {hoursInWords(medianHours)}</strong> in the 90 days
      up to {figures?.through} ({sample} reports).
    </>
  );
}
