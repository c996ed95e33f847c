// Gathers what the trust center says right now: the newest edition, the newest evidence, the program's figures, the columns.
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listOffered } from '../../documents/index.ts';
import {
  currentProgram,
  durationInWords,
  listFigures,
  type ResponseFigure,
  targetInWords,
} from '../../program/index.ts';
import { findNewestEdition } from '../content/edition-store.ts';
import { listNewestEvidence } from '../evidence/evidence-store.ts';
import { readDataMap } from './data-map.ts';
import { type ProgramView, type TrustView, viewOf } from './trust-view.ts';

/** From this many on a median says something of the program, and not of one report. */
const ENOUGH = 5;

/** What everybody may read of the trust center at this moment. */
export async function loadView(kernel: Kernel): Promise<TrustView> {
  const [kept, newest, program, dataMap, shelf] = await Promise.all([
    findNewestEdition(kernel),
    listNewestEvidence(kernel),
    loadProgram(kernel),
    readDataMap(kernel),
    listOffered(kernel),
  ]);
  const { config, clock } = kernel;
  return viewOf({
    operator: config.operator.name,
    url: config.publicUrl + href(routes.trust.show),
    isDemo: config.environment === 'demo',
    now: clock.now(),
    edition: kept
      ? {
          number: kept.edition.number,
          publishedAt: kept.edition.publishedAt,
          sha256: kept.sha256,
          content: kept.edition.content,
        }
      : null,
    newest,
    program,
    dataMap,
    shelf,
  });
}

async function loadProgram(kernel: Kernel): Promise<ProgramView> {
  const [{ responseTargets }, figures] = await Promise.all([currentProgram(kernel), listFigures(kernel)]);
  const done = (kind: ResponseFigure['kind']) => {
    const figure = figures.find(each => each.kind === kind);
    return figure && figure.sample >= ENOUGH
      ? { words: durationInWords(figure.medianMs), sample: figure.sample, within: figure.within }
      : null;
  };
  const fastest = ([1, 2, 3, 4, 5] as const).map(level => responseTargets.remediate[level]).find(each => each !== null);
  return {
    promises: [
      { kind: 'acknowledge', promised: targetInWords(responseTargets.acknowledge), done: done('acknowledge') },
      { kind: 'decide', promised: targetInWords(responseTargets.decide), done: done('decide') },
      {
        kind: 'remediate',
        promised: fastest ? `${targetInWords(fastest)} for the most severe` : 'no date promised',
        done: done('remediate'),
      },
    ],
  };
}
