// Publishes the next edition of the public log: lines, figures and the audit entry together, then the signature.

import { reportsOfAdvisory } from '../../advisories/index.ts';
import { actorId, system } from '../../core/actor.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { currentProgram, type ResponseFigure, saveFigures } from '../../program/index.ts';
import { type Figures, figuresOf } from '../figures/figures.ts';
import { notePublished, takeWaiting } from './correction-store.ts';
import { correctionLines } from './corrections.ts';
import { addDays, dayOf } from './day.ts';
import {
  auditDetails,
  hashOfFigures,
  hashOfStatement,
  PUBLISH,
  type Statement,
  sha256,
  signEdition,
  textOf,
} from './edition.ts';
import {
  addEdition,
  findLastEdition,
  keepSignature,
  listLines,
  listUnsigned,
  notePublication,
} from './edition-store.ts';
import { CROWD, nextLines } from './next-lines.ts';
import { tellableReports } from './tell-stories.ts';

const self = system('public-log');

const WEEK = 7 * DAY;

/** Looks eight times a day, since days end at another hour in each zone; adds at most one edition a day. */
export const publishLogJob: Job = {
  name: 'publish-public-log',
  every: '20 */3 * * *',
  run: async kernel => {
    await kernel.transaction(addNextEdition);
    await signEditions(kernel);
  },
};

/** Remembers that something came out about reports, for the log to tell. */
export const notePublications = subscriber({
  name: 'note-publication-for-log',
  event: 'advisory.published',
  handle: async (kernel, { advisory }) => {
    for (const report of await reportsOfAdvisory(kernel, self, advisory)) await notePublication(kernel, report);
  },
});

/** Names this installation's log: another keyring makes another log, with other pseudonyms. */
export const logId = ({ keyring }: Kernel): string => `plg_${keyring.fingerprint.slice(0, 26)}`;

async function addNextEdition(kernel: Kernel): Promise<void> {
  const { calendar, handle } = await currentProgram(kernel);
  const { timeZone } = calendar;
  const through = addDays(dayOf(kernel.clock.now(), timeZone), -1);
  const last = (await findLastEdition(kernel, 'any'))?.statement;
  const log = logId(kernel);
  // Under another keyring every report would come again under another name.
  if (last && (last.through >= through || last.log !== log)) return;
  const published = await listLines(kernel);
  const told = nextLines(published, await tellableReports(kernel, self, log), { through });
  const waiting = await takeWaiting(kernel);
  // A correction tells nothing new of a report, so it need not wait for a crowd for ever.
  const isOverdue = waiting.some(({ madeAt }) => after(madeAt, WEEK) <= kernel.clock.now());
  if (told.length === 0 && !isOverdue) return;
  const added = [...told, ...correctionLines(waiting, { after: published.length + told.length, day: through })];
  const figures = figuresOf([...published, ...added], { through, timeZone });
  const statement: Statement = {
    format: 'telltale-log-edition-1',
    log,
    program: handle,
    number: (last?.number ?? 0) + 1,
    previous: last ? hashOfStatement(last) : null,
    through,
    timeZone,
    crowd: CROWD,
    first: published.length + 1,
    last: published.length + added.length,
    sha256: sha256(textOf(added)),
    figuresSha256: hashOfFigures(figures),
    madeAt: kernel.clock.now().toISOString(),
  };
  const entry = await kernel.audit.record(kernel.db, {
    actor: actorId(self),
    action: PUBLISH,
    subject: log,
    details: auditDetails(statement),
  });
  await addEdition(kernel, {
    statement,
    statementText: canonicalJson(statement),
    figuresText: canonicalJson(figures as unknown as JsonValue),
    lines: added.map(line => ({ n: line.n, text: textOf([line]).trimEnd() })),
    entry,
  });
  const made = waiting.map(({ id }) => id);
  await notePublished(kernel, made, statement.number);
}

/** Signs what waits for it: once its entry has a place in the audit log, which takes moments. */
async function signEditions(kernel: Kernel): Promise<void> {
  for (const { statement, figures, entry } of await listUnsigned(kernel)) {
    const signed = signEdition(statement, await kernel.audit.anchor(entry), kernel.keyring.signer('audit'));
    await kernel.transaction(async kernel => {
      await keepSignature(kernel, statement.number, canonicalJson(signed as unknown as JsonValue));
      await saveFigures(kernel, responseFigures(figures));
    });
  }
}

/** What stands beside the promises on the program's page: the same figures, of 90 days. */
function responseFigures({ periods }: Figures): ResponseFigure[] {
  const { answer, triage, fix, kept } = periods['90d'];
  const kinds = [
    ['acknowledge', answer, kept.answer],
    ['decide', triage, kept.decide],
    ['remediate', fix, kept.fix],
  ] as const;
  return kinds.flatMap(([kind, { medianHours }, { of, count }]) =>
    medianHours === null ? [] : [{ kind, medianMs: medianHours * HOUR, sample: of, within: count }],
  );
}
