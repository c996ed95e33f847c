// What machines read of the trust center: the same view as the page, in their forms.
import { href, type RoutePath, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, bytes, jsonText } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { csvOf } from '../../core/sheets/write-csv.ts';
import { atomContentType, type Feed, jsonFeedContentType, writeAtom, writeJsonFeed } from '../../web/feed.ts';
import { isGood } from '../content/attestation-state.ts';
import { findEdition, findNewestEdition } from '../content/edition-store.ts';
import { mvspWords } from '../content/mvsp.ts';
import { subjectsOf } from '../evidence/control-status.ts';
import { readEvidence } from '../evidence/evidence-record.ts';
import { findEvidenceText } from '../evidence/evidence-store.ts';
import { loadView } from '../view/load-view.ts';
import { asJson, type TrustView } from '../view/trust-view.ts';
import { badgeWords } from '../view/trust-words.ts';
import { type Badge, drawBadge } from './badge.ts';
import { writeCalendar } from './calendar.ts';
import { writeMarkdown } from './markdown.ts';
import { newsOf } from './news.ts';
import { writeAssessmentResults, writeComponentDefinition } from './oscal.ts';

/** Short: a file that outlives its evidence would say what is no longer so. */
const openly = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

type FileRoute = {
  readonly at: RoutePath;
  readonly summary: string;
  readonly type: string;
  readonly write: (view: TrustView, config: Kernel['config']) => string;
};

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
const JSON_TYPE = 'application/json; charset=utf-8';

const files: readonly FileRoute[] = [
  {
    at: routes.trust.json,
    summary: 'Everything that the trust center says now, as JSON.',
    type: JSON_TYPE,
    write: view => pretty(asJson(view)),
  },
  {
    at: routes.trust.markdown,
    summary: 'Everything that the trust center says now, as Markdown.',
    type: 'text/markdown; charset=utf-8',
    write: writeMarkdown,
  },
  {
    at: routes.trust.oscalComponent,
    summary: 'What is promised, as an OSCAL component definition.',
    type: JSON_TYPE,
    write: view => pretty(writeComponentDefinition(view)),
  },
  {
    at: routes.trust.oscalResults,
    summary: 'What was found, as OSCAL assessment results.',
    type: JSON_TYPE,
    write: view => pretty(writeAssessmentResults(view)),
  },
  {
    at: routes.trust.questionsCsv,
    summary: 'Answers to the Minimum Viable Secure Product baseline, as CSV.',
    type: 'text/csv; charset=utf-8; header=present',
    write: writeMvsp,
  },
  {
    at: routes.trust.calendar,
    summary: 'When what is due, as an iCalendar feed.',
    type: 'text/calendar; charset=utf-8',
    write: writeCalendar,
  },
  {
    at: routes.trust.updatesAtom,
    summary: 'Updates and changes of sub-processors as an Atom feed.',
    type: atomContentType,
    write: (view, config) => writeAtom(feedOf(view, config)),
  },
  {
    at: routes.trust.updatesFeed,
    summary: 'Updates and changes of sub-processors as a JSON Feed.',
    type: jsonFeedContentType,
    write: (view, config) => writeJsonFeed(feedOf(view, config)),
  },
  {
    at: routes.trust.index,
    summary: 'Where programs find what this server says about its security.',
    type: JSON_TYPE,
    write: (view, config) => pretty(indexOf(view, config)),
  },
];

export const fileRoutes: readonly AnyRoute[] = [
  ...files.map(({ at, summary, type, write }) =>
    defineRoute({
      method: 'GET',
      at,
      access: publicly(),
      limit: 'lookup',
      summary,
      handle: async ({ kernel }) =>
        bytes(Buffer.from(write(await loadView(kernel), kernel.config)), type, { headers: openly }),
    }),
  ),
  defineRoute({
    method: 'GET',
    at: routes.trust.badge,
    access: publicly(),
    limit: 'lookup',
    summary: 'A badge of an attestation, or of all claims; it lapses by itself.',
    handle: async ({ kernel, params }) => svg(drawBadge(badgeOf(await loadView(kernel), params.id))),
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.editionFile,
    access: publicly(),
    limit: 'lookup',
    summary: 'An edition of the trust center as it was signed.',
    handle: async ({ kernel, params }) => {
      const kept = await editionAt(kernel, params.number);
      return jsonText(kept.text, { headers: { ...openly, 'cache-control': 'public, max-age=86400, immutable' } });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.evidenceFile,
    access: publicly(),
    limit: 'lookup',
    summary: 'A piece of evidence as it was signed.',
    handle: async ({ kernel, params }) => {
      const text = await findEvidenceText(kernel, params.id);
      // Only what a published control rests on is anybody's business.
      const controls = (await findNewestEdition(kernel))?.edition.content.controls ?? [];
      if (text === undefined || !controls.some(control => subjectsOf(control).includes(readEvidence(text).subject)))
        throw refuse('not_found');
      return jsonText(text, { headers: { ...openly, 'cache-control': 'public, max-age=86400, immutable' } });
    },
  }),
];

/** The edition of this number, in its one way to write it. @throws Refusal not_found */
export async function editionAt(kernel: Kernel, number: string) {
  const kept = /^[1-9]\d{0,6}$/u.test(number) ? await findEdition(kernel, Number(number)) : undefined;
  if (!kept) throw refuse('not_found');
  return kept;
}

/** The badge that stands for all claims. */
const CLAIMS = 'claims';

function badgeOf(view: TrustView, id: string): Badge {
  const { summary } = view;
  const total = summary.passing + summary.failing + summary.stale + summary.unknown;
  if (id === CLAIMS && total > 0)
    return {
      label: `${view.operator}: claims`,
      words: `${summary.passing} of ${total} checked`,
      tone: summary.failing > 0 ? 'attention' : summary.passing === total ? 'good' : 'off',
    };
  const one = view.attestations.find(each => each.id === id);
  if (!one) throw refuse('not_found');
  return {
    label: one.name,
    words: badgeWords(one),
    tone: one.isExample || !isGood(one) ? 'off' : one.state === 'current' ? 'good' : 'attention',
  };
}

const svg = (body: string): Answer => bytes(Buffer.from(body), 'image/svg+xml; charset=utf-8', { headers: openly });

function writeMvsp(view: TrustView): string {
  const rows = view.mvsp.map(({ point, asks, answer, controls }) => [
    point,
    asks,
    mvspWords[answer],
    controls.flatMap(id => view.controls.find(control => control.id === id)?.statement ?? []).join(' '),
    controls.map(id => `${view.url}/controls/${id}`).join(' '),
    view.at,
  ]);
  return csvOf(['point', 'asks', 'answer', 'because', 'evidence', 'as of'], rows);
}

function feedOf(view: TrustView, { publicUrl }: Kernel['config']): Feed {
  return {
    title: `Trust center of ${view.operator}`,
    author: view.operator,
    home: view.url,
    atomUrl: publicUrl + href(routes.trust.updatesAtom),
    jsonUrl: publicUrl + href(routes.trust.updatesFeed),
    since: new Date(view.edition?.publishedAt ?? 0),
    entries: newsOf(view).slice(0, 50),
  };
}

/** Everything that a buyer's program would ask for, by absolute address. */
function indexOf(view: TrustView, { publicUrl }: Kernel['config']) {
  const at = (route: RoutePath): string => publicUrl + route.path;
  return {
    format: 'telltale-trust-index-1',
    operator: view.operator,
    trust: view.url,
    json: at(routes.trust.json),
    markdown: at(routes.trust.markdown),
    oscal: {
      'component-definition': at(routes.trust.oscalComponent),
      'assessment-results': at(routes.trust.oscalResults),
    },
    mvsp: at(routes.trust.questionsCsv),
    questions: at(routes.trust.questions),
    calendar: at(routes.trust.calendar),
    feeds: { atom: at(routes.trust.updatesAtom), json: at(routes.trust.updatesFeed) },
    history: at(routes.trust.history),
    'security.txt': at(routes.program.securityTxt),
    keys: at(routes.site.keys),
    csaf: at(routes.advisories.csafProvider),
    advisories: at(routes.advisories.published),
    program: at(routes.program.show),
    statistics: at(routes.record.statistics),
    edition: view.edition,
  };
}
