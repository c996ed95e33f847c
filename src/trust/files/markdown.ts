// The trust center as Markdown, for people who keep it beside other papers and for programs that read text. Pure.

import { mvspWords } from '../content/mvsp.ts';
import type { TrustView } from '../view/trust-view.ts';
import {
  answerStandingWords,
  attestationKindWords,
  changeWords,
  phaseWords,
  promiseWords,
  stateWords,
  statusWords,
  urgencyWords,
} from '../view/trust-words.ts';

/** @param view what the page says at the same moment */
export function writeMarkdown(view: TrustView): string {
  const { summary } = view;
  return [
    `# Trust center of ${plain(view.operator)}`,
    `As of ${view.at}, from ${view.url}.`,
    view.edition
      ? `Edition ${view.edition.number}, published ${view.edition.publishedAt}, SHA-256 ${view.edition.sha256}.`
      : 'Nothing was published yet.',
    ...(view.isDemo ? ['**This is a demo: what stands here is invented, but for the checks, which ran.**'] : []),
    view.overview.text,
    ...(view.overview.contactMail === ''
      ? []
      : [`Contact: ${plain(view.overview.contactName)} <${plain(view.overview.contactMail)}>`]),
    `## Controls`,
    `${summary.passing} checked, ${summary.stale} not checked lately, ${summary.failing} not true right now, ${summary.unknown} without evidence.`,
    table(
      ['Control', 'Claim', 'State', 'Checked', 'Evidence'],
      view.controls.map(({ id, statement, status, checkedAt, findings }) => [
        id,
        statement,
        statusWords[status],
        checkedAt ?? 'never',
        findings.flatMap(({ evidence }) => evidence?.id ?? []).join(' '),
      ]),
    ),
    `## Attestations and penetration tests`,
    table(
      ['Attestation', 'Kind', 'Examined by', 'Through', 'State', 'Next due', 'Good through'],
      view.attestations.map(one => [
        one.isExample ? `${one.name} (example, not held)` : one.name,
        attestationKindWords[one.kind],
        one.auditor,
        one.periodEnd,
        stateWords[one.state],
        one.nextDue,
        one.goodThrough ?? 'not yet',
      ]),
    ),
    `## Documents`,
    table(
      ['Document', 'Version', 'Of', 'Valid through', 'Who may read it'],
      view.documents.map(one => [
        one.isExample ? `${one.title} (example)` : one.title,
        one.version,
        one.issuedAt,
        one.validUntil ?? '',
        one.url === null ? one.how : `${one.how}: ${one.url}`,
      ]),
    ),
    `## Sub-processors`,
    `Announced at least ${view.noticeDays} days before they begin.`,
    table(
      ['Sub-processor', 'For', 'Data', 'Where', 'Transfer', 'State', 'From', 'Until', 'Emergency'],
      view.subprocessors.map(one => [
        one.isExample ? `${one.name} (example)` : one.name,
        one.purpose,
        one.dataCategories.join(', '),
        one.countries.join(', '),
        one.transfer,
        phaseWords[one.phase],
        one.effectiveFrom,
        one.endsOn ?? '',
        one.emergency ?? '',
      ]),
    ),
    '### Changes',
    table(
      ['Change', 'Of', 'Announced', 'Takes effect'],
      view.changes.map(one => [changeWords[one.kind], one.name, one.announcedAt, one.effectiveOn]),
    ),
    `## What is stored`,
    table(
      ['Part', 'Keeps', 'Sealed', 'Hashed', 'Personal', 'Public'],
      view.data.map(({ name, about, counts }) => [
        name,
        about,
        String(counts.sealed),
        String(counts.hashed),
        String(counts.personal),
        String(counts.public),
      ]),
    ),
    `## Disclosure program`,
    table(
      ['Promise', 'Within', 'Done, median of 90 days', 'In time'],
      view.program.promises.map(({ kind, promised, done }) => [
        promiseWords[kind],
        promised,
        done ? done.words : 'too few to say',
        done ? `${done.within} of ${done.sample}` : '',
      ]),
    ),
    `## Minimum Viable Secure Product 3`,
    table(
      ['Point', 'Asks', 'Answer', 'Rests on'],
      view.mvsp.map(({ point, asks, answer, controls }) => [point, asks, mvspWords[answer], controls.join(' ')]),
    ),
    `## Questions and answers`,
    table(
      ['Question', 'Answer', 'Rests on', 'Owner', 'Reviewed', 'Given through'],
      view.answers.map(one => [
        one.question,
        one.answer ?? answerStandingWords[one.standing],
        one.controls.join(' '),
        one.owner,
        one.reviewedAt,
        one.validUntil,
      ]),
    ),
    `## Updates`,
    ...view.updates.map(
      one => `### ${plain(one.title)}\n\n${one.publishedAt ?? ''} · ${urgencyWords[one.urgency]}\n\n${one.body}`,
    ),
    '',
  ].join('\n\n');
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? 'None.'
    : [heads, heads.map(() => '---'), ...rows].map(cells => `| ${cells.map(plain).join(' | ')} |`).join('\n');

/** One line, without what would end a cell or begin markup. */
const plain = (text: string): string => text.replace(/\s+/gu, ' ').replace(/[\\|<>`*_[\]]/gu, mark => `\\${mark}`);
