// What a form says about an item, as its content; and the content as a form shows it. States are in neither. Pure.
import {
  attestationKinds,
  type Day,
  type EvidencePolicy,
  gates,
  type ItemContent,
  type ItemKind,
  type QuestionAnswer,
  readerships,
  type Subprocessor,
  type TrustContent,
  type TrustDocument,
  urgencies,
} from '../content/content.ts';
import { addDays, addMonths } from '../content/day.ts';
import type { Item } from '../content/item-store.ts';
import { type FieldReader, type Fields, readFields } from './read-fields.ts';

/** What stands around the item. */
export type Around = {
  /** Names of the checks that exist. */
  readonly checks: readonly string[];
  readonly draft: TrustContent;
  readonly today: Day;
  /** In a demo whatever is entered is an example. */
  readonly isExample: boolean;
};

export type ReadItem = { readonly item: Item } | { readonly errors: FieldReader['errors'] };

/** @param before the item that is edited; its kind and id when it is new */
export function readItem(
  before: Pick<Item, 'kind' | 'id' | 'revision'> & { readonly content?: unknown },
  fields: Fields,
  around: Around,
): ReadItem {
  const form = readFields(fields);
  const read: { [Kind in ItemKind]: () => ItemContent[Kind] } = {
    overview: () => ({
      id: 'overview',
      text: form.long('text', { what: 'what is kept here and how it is protected', longest: 2000 }),
      contactName: form.optional('contactName', 80),
      contactMail: form.email('contactMail'),
      noticeDays: form.whole('noticeDays', { what: 'the notice in days', least: 0, most: 180 }),
    }),
    control: () => ({
      id: before.id,
      area: form.text('area', { what: 'the area', longest: 60 }),
      statement: form.text('statement', { what: 'the claim as a sentence', longest: 240 }),
      policy: readPolicy(form, around.checks),
      frameworks: form
        .optional('frameworks', 400)
        .split(',')
        .map(each => each.trim())
        .filter(each => each !== ''),
      owner: form.text('owner', { what: 'who sees to it', longest: 80 }),
    }),
    attestation: () => readAttestation(form, before.id, around.isExample),
    document: () => ({
      id: before.id,
      title: form.text('title', { what: 'the title', longest: 160 }),
      about: form.optional('about', 300),
      version: form.text('version', { what: 'the version', longest: 40 }),
      issuedAt: form.day('issuedAt', { what: 'the day of the document' }),
      validUntil: form.optionalDay('validUntil'),
      ...readGate(form),
      isExample: around.isExample,
    }),
    subprocessor: () => readSubprocessor(form, before, around),
    update: () => ({
      id: before.id,
      title: form.text('title', { what: 'the title', longest: 160 }),
      body: form.long('body', { what: 'what happened', longest: 20_000 }),
      urgency: form.choice('urgency', urgencies, 'how urgent it is'),
      publishedAt: null,
      isExample: around.isExample,
    }),
    answer: () => readAnswer(form, before.id, around),
  };
  const content = read[before.kind]();
  if (Object.keys(form.errors).length > 0) return { errors: form.errors };
  // The reader of a kind gives the content of that kind.
  return { item: { kind: before.kind, id: before.id, content, revision: before.revision } as Item };
}

/** What everybody may read opens with a click; the rest has no address. */
function readGate(form: FieldReader): Pick<TrustDocument, 'gate' | 'url'> {
  const gate = form.choice('gate', gates, 'who may read it');
  const url = form.url('url');
  if (gate === 'public' && url === null) form.fault('url', 'Enter where everybody can read it.');
  if (gate !== 'public' && url !== null) form.fault('url', 'Only what everybody may read has an address.');
  return { gate, url };
}

function readPolicy(form: FieldReader, checks: readonly string[]): EvidencePolicy {
  const kind = form.choice('policy', ['checks', 'person'] as const, 'where the evidence comes from');
  return kind === 'checks'
    ? {
        kind,
        checks: form.ticked('checks', checks),
        maxAgeHours: form.whole('maxAgeHours', { what: 'the greatest age in hours', least: 1, most: 168 }),
      }
    : { kind, maxAgeDays: form.whole('maxAgeDays', { what: 'the greatest age in days', least: 1, most: 400 }) };
}

function readAttestation(form: FieldReader, id: string, isExample: boolean): ItemContent['attestation'] {
  const kind = form.choice('kind', attestationKinds, 'what it is');
  const periodStart = form.optionalDay('periodStart');
  const periodEnd = form.day('periodEnd', { what: 'the last day that was examined' });
  const issuedAt = form.optionalDay('issuedAt');
  const bridgeFrom = form.optionalDay('bridgeFrom');
  const bridgeTo = form.optionalDay('bridgeTo');
  const retestOn = form.optionalDay('retestOn');
  if (periodStart !== null && periodStart > periodEnd) form.fault('periodStart', 'It begins after it ends.');
  if (issuedAt !== null && issuedAt < periodEnd) form.fault('issuedAt', 'It was issued before the period ended.');
  if ((bridgeFrom === null) !== (bridgeTo === null)) form.fault('bridgeTo', 'A letter has a first and a last day.');
  if (bridgeFrom !== null && bridgeTo !== null && bridgeTo > addMonths(bridgeFrom, 3))
    form.fault('bridgeTo', 'A bridge letter covers at most three months.');
  if (bridgeFrom !== null && kind !== 'soc2-type2')
    form.fault('bridgeFrom', 'Only a SOC 2 report is bridged by a letter.');
  return {
    id,
    kind,
    name: form.text('name', { what: 'its name', longest: 80 }),
    auditor: form.text('auditor', { what: 'who examined it', longest: 120 }),
    scope: form.text('scope', { what: 'what was examined', longest: 400 }),
    periodStart,
    periodEnd,
    issuedAt,
    validUntil: form.optionalDay('validUntil'),
    cadenceMonths: form.whole('cadenceMonths', { what: 'how often, in months', least: 1, most: 36 }),
    bridge:
      bridgeFrom === null || bridgeTo === null
        ? null
        : {
            from: bridgeFrom,
            to: bridgeTo,
            signedBy: form.text('bridgeSignedBy', { what: 'who of management signed the letter', longest: 120 }),
            changes: form.text('bridgeChanges', { what: 'what the letter says has changed', longest: 400 }),
          },
    retest:
      retestOn === null
        ? null
        : { on: retestOn, result: form.text('retestResult', { what: 'what was found', longest: 300 }) },
    isExample,
  };
}

function readSubprocessor(
  form: FieldReader,
  before: Pick<Item, 'id'> & { readonly content?: unknown },
  { draft, isExample }: Around,
): Subprocessor {
  const was = draft.subprocessors.find(({ id }) => id === before.id);
  const effectiveFrom = form.day('effectiveFrom', { what: 'the day on which it begins' });
  const endsOn = form.optionalDay('endsOn');
  const replaces = form.optional('replaces', 40);
  if (endsOn !== null && endsOn < effectiveFrom) form.fault('endsOn', 'It ends before it begins.');
  if (replaces !== '' && (replaces === before.id || !draft.subprocessors.some(({ id }) => id === replaces)))
    form.fault('replaces', 'Choose one of the list.');
  return {
    id: before.id,
    name: form.text('name', { what: 'the legal entity', longest: 120 }),
    purpose: form.text('purpose', { what: 'what it does for you', longest: 240 }),
    dataCategories: form.list('dataCategories', { what: 'the kinds of data' }),
    countries: form.list('countries', { what: 'the countries in which it works' }),
    transfer: form.text('transfer', { what: 'on what ground the data goes there', longest: 240 }),
    dpaUrl: form.url('dpaUrl'),
    effectiveFrom,
    endsOn,
    replaces: replaces === '' ? null : replaces,
    emergency: form.optional('emergency', 400) || null,
    announcedAt: was?.announcedAt ?? null,
    endAnnouncedAt: was?.endAnnouncedAt ?? null,
    isExample,
  };
}

function readAnswer(form: FieldReader, id: string, { draft, today, isExample }: Around): QuestionAnswer {
  const reviewedAt = form.day('reviewedAt', { what: 'the day on which it was reviewed' });
  const validUntil = form.day('validUntil', { what: 'through when it is given' });
  if (reviewedAt > today) form.fault('reviewedAt', 'This day is not there yet.');
  if (validUntil < reviewedAt) form.fault('validUntil', 'It ends before it was reviewed.');
  if (validUntil > addDays(reviewedAt, 366)) form.fault('validUntil', 'At most a year after the review.');
  return {
    id,
    question: form.text('question', { what: 'the question', longest: 300 }),
    alsoAsked: form.lines('alsoAsked', { most: 20, longest: 300 }),
    answer: form.long('answer', { what: 'the answer', longest: 4000 }),
    controls: form.ticked(
      'controls',
      draft.controls.map(control => control.id),
    ),
    owner: form.text('owner', { what: 'who sees to it', longest: 80 }),
    reviewedAt,
    validUntil,
    readership: form.choice('readership', readerships, 'who may read it'),
    isExample,
  };
}

/** An item's content as its form shows it. */
export function valuesOf(item: Item): Record<string, string | string[]> {
  const flat: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(item.content)) {
    if (typeof value === 'string' || typeof value === 'number') flat[name] = String(value);
    else if (Array.isArray(value)) flat[name] = value.join(name === 'frameworks' ? ', ' : '\n');
  }
  if (item.kind === 'answer') return { ...flat, controls: [...item.content.controls] };
  if (item.kind === 'control') {
    const { policy } = item.content;
    return {
      ...flat,
      policy: policy.kind,
      checks: policy.kind === 'checks' ? [...policy.checks] : [],
      maxAgeHours: policy.kind === 'checks' ? String(policy.maxAgeHours) : '26',
      maxAgeDays: policy.kind === 'person' ? String(policy.maxAgeDays) : '92',
    };
  }
  if (item.kind === 'attestation') {
    const { bridge, retest } = item.content;
    return {
      ...flat,
      bridgeFrom: bridge?.from ?? '',
      bridgeTo: bridge?.to ?? '',
      bridgeSignedBy: bridge?.signedBy ?? '',
      bridgeChanges: bridge?.changes ?? '',
      retestOn: retest?.on ?? '',
      retestResult: retest?.result ?? '',
    };
  }
  return flat;
}
