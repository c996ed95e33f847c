// What a spreadsheet is answered with: what everybody may read, or for the security team the draft and what is for it alone.
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import { backedControls } from '../content/answer-standing.ts';
import { draftContent } from '../content/item-store.ts';
import { listNewestEvidence } from '../evidence/evidence-store.ts';
import { loadView } from '../view/load-view.ts';
import { answersIn } from '../view/trust-view.ts';
import type { Answering } from './answer-workbook.ts';

export async function publicAnswering(kernel: Kernel): Promise<Answering> {
  const { operator, url, answers, controls } = await loadView(kernel);
  return { operator, url, answers, controls, at: kernel.clock.now() };
}

/** @param kernel of a member of the security team: what it is told goes on by hand */
export async function teamAnswering(kernel: Kernel): Promise<Answering> {
  const at = kernel.clock.now();
  const [{ controls, answers = [] }, newest] = await Promise.all([draftContent(kernel), listNewestEvidence(kernel)]);
  return {
    operator: kernel.config.operator.name,
    url: kernel.config.publicUrl + href(routes.trust.show),
    at,
    answers: answersIn(answers, backedControls(controls, newest, at), at),
    controls,
  };
}
