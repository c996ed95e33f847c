// The team's replies, filled in for one report in its reporter's language.
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type CurrentProgram, currentProgram, findTarget } from '../../program/index.ts';
import { languageOf } from '../queue/language-store.ts';
import type { ReportRecord } from '../report-record.ts';
import type { ReportState } from '../report-snapshot.ts';
import { listReplies } from './reply-store.ts';
import { type CannedReply, fillReply, type ReplyLanguage, type ReplyValues, textIn } from './reply-template.ts';

export type FilledReply = Pick<CannedReply, 'id' | 'name' | 'reason'> & {
  readonly language: ReplyLanguage;
  readonly text: string;
};

/** All replies that have a text, for this report, signed by the actor. */
export async function repliesFor(kernel: Kernel, actor: Actor, report: ReportRecord): Promise<FilledReply[]> {
  const [replies, spoken, program, names] = await Promise.all([
    listReplies(kernel, actor),
    languageOf(kernel, report.id),
    currentProgram(kernel),
    personNames(kernel, [actorId(actor)]),
  ]);
  const me = names.get(actorId(actor)) ?? kernel.config.operator.name;
  return replies.flatMap(({ id, name, reason, texts }) => {
    const found = textIn(texts, spoken);
    if (!found) return [];
    const { language } = found;
    const values = valuesFor(kernel, report, { program, me, language });
    return [{ id, name, reason, language, text: fillReply(found.text, values) }];
  });
}

/** What the variables become in a preview: those of an invented report, told in the language that it is read in. */
export const sampleValues = (language: ReplyLanguage, { team, me }: Pick<ReplyValues, 'team' | 'me'>): ReplyValues => ({
  reporter: 'Sam',
  number: 'VDP-2026-0042',
  title: 'Trips of other owners can be exported',
  state: stateWords[language].new,
  due: dayIn(language, new Date('2026-12-01T12:00:00Z'), 'UTC'),
  priority: 'P2',
  target: 'Vehicle API',
  policy_url: 'https://security.example/policy',
  report_url: 'https://security.example/report',
  team,
  me,
});

/** What the variables become for a report. */
function valuesFor(
  { config }: Pick<Kernel, 'config'>,
  report: ReportRecord,
  { program, me, language }: { program: CurrentProgram; me: string; language: ReplyLanguage },
): ReplyValues {
  const target = findTarget(program, report.targetId);
  const policy = { version: String(program.policyVersion.number) };
  const own = report.reporter === null ? href(routes.reports.return) : href(routes.reports.show, { id: report.id });
  return {
    reporter: report.credit ?? '',
    number: report.number,
    title: report.title,
    state: stateWords[language][report.state],
    due: report.dueAt === null ? '' : dayIn(language, report.dueAt, program.calendar.timeZone),
    priority: report.priority === null ? '' : `P${report.priority}`,
    target: target?.name ?? '',
    policy_url: `${config.publicUrl}${href(routes.program.policy, policy)}`,
    report_url: `${config.publicUrl}${own}`,
    team: config.operator.name,
    me,
  };
}

const dayIn = (language: ReplyLanguage, at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone }).format(at);

/** A state as a reporter is told of it, in each language. */
const stateWords: Readonly<Record<ReplyLanguage, Readonly<Record<ReportState, string>>>> = {
  en: {
    draft: 'a draft',
    new: 'new',
    needs_info: 'waiting for an answer',
    triaged: 'confirmed',
    accepted: 'being fixed',
    fixed: 'fixed, to be checked',
    resolved: 'resolved',
    closed: 'closed',
  },
  de: {
    draft: 'ein Entwurf',
    new: 'neu',
    needs_info: 'wartet auf eine Antwort',
    triaged: 'bestätigt',
    accepted: 'in Arbeit',
    fixed: 'behoben, zu prüfen',
    resolved: 'erledigt',
    closed: 'geschlossen',
  },
  fr: {
    draft: 'un brouillon',
    new: 'nouveau',
    needs_info: 'en attente d’une réponse',
    triaged: 'confirmé',
    accepted: 'en cours de correction',
    fixed: 'corrigé, à vérifier',
    resolved: 'résolu',
    closed: 'clos',
  },
  es: {
    draft: 'un borrador',
    new: 'nuevo',
    needs_info: 'a la espera de respuesta',
    triaged: 'confirmado',
    accepted: 'en corrección',
    fixed: 'corregido, por comprobar',
    resolved: 'resuelto',
    closed: 'cerrado',
  },
};
