// What one edition says that another did not, in sentences: for who publishes, and for who reads the history. Pure.
import type { ItemKind, TrustContent } from './content.ts';
import { kindWords } from './content.ts';

export type EditionChange = {
  readonly what: 'added' | 'changed' | 'removed';
  readonly kind: ItemKind;
  readonly id: string;
  readonly name: string;
  /** The fields that differ, where it was changed. */
  readonly fields: readonly { readonly name: string; readonly before: string; readonly after: string }[];
};

type Named = { readonly id: string };

/** @param before null for the first edition */
export function compareEditions(before: TrustContent | null, after: TrustContent): EditionChange[] {
  return [
    ...compare('overview', before ? [before.overview] : [], [after.overview], () => kindWords.overview.one),
    ...compare('control', before?.controls ?? [], after.controls, ({ statement }) => statement),
    ...compare('attestation', before?.attestations ?? [], after.attestations, ({ name }) => name),
    ...compare('document', before?.documents ?? [], after.documents, ({ title }) => title),
    ...compare('subprocessor', before?.subprocessors ?? [], after.subprocessors, ({ name }) => name),
    ...compare('update', before?.updates ?? [], after.updates, ({ title }) => title),
    ...compare('answer', before?.answers ?? [], after.answers ?? [], ({ question }) => question),
  ];
}

function compare<One extends Named>(
  kind: ItemKind,
  before: readonly One[],
  after: readonly One[],
  nameOf: (one: One) => string,
): EditionChange[] {
  const old = new Map(before.map(one => [one.id, one]));
  const kept = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((one): EditionChange[] => {
      const was = old.get(one.id);
      if (!was) return [{ what: 'added', kind, id: one.id, name: nameOf(one), fields: [] }];
      const fields = differences(was, one);
      return fields.length === 0 ? [] : [{ what: 'changed', kind, id: one.id, name: nameOf(one), fields }];
    }),
    ...before
      .filter(({ id }) => !kept.has(id))
      .map((one): EditionChange => ({ what: 'removed', kind, id: one.id, name: nameOf(one), fields: [] })),
  ];
}

/** Moments that the publication itself writes say nothing new. */
const written = new Set(['announcedAt', 'endAnnouncedAt', 'publishedAt']);

function differences(before: Named, after: Named): EditionChange['fields'] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...is].flatMap(([name, value]) => {
    const [one, other] = [inWords(was.get(name)), inWords(value)];
    return one === other || written.has(name) ? [] : [{ name, before: one, after: other }];
  });
}

const inWords = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return value.join(', ') || 'nothing';
  if (typeof value === 'object')
    // What was published came through canonical JSON, which sorts; a draft did not.
    return Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => `${name} ${inWords(each)}`)
      .join(', ');
  return String(value);
};
