// Reads the claims of a report form, and adds and takes away claims without losing what was typed.
import type { FormText } from '../../core/http/read-multipart.ts';
import type { Attachment } from '../attachment-store.ts';
import { type Claim, type ClaimEvidence, claimLimits } from './claim.ts';

/** How many claims the form has. */
export const CLAIM_COUNT = 'claims';

/** The parts of a claim that are texts, in the order of the form. */
const claimParts = ['precondition', 'action', 'effect', 'asset', 'text', 'request', 'response'] as const;
export type ClaimPart = (typeof claimParts)[number];

/** The name of a part's field; claims count from 1. */
export const claimField = (claim: number, part: ClaimPart | 'file' | 'upload'): string => `claim.${claim}.${part}`;

/** The claim that an upload field belongs to; undefined for the report's other evidence. */
export function claimOfUpload(field: string): number | undefined {
  const found = /^claim\.(\d)\.upload$/.exec(field)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** What the buttons beside the claims ask. */
export const claimIntents = { add: 'add-claim', remove: (claim: number) => `remove-claim-${claim}` } as const;

export const isClaimIntent = (intent: string): boolean => /^(?:add-claim|remove-claim-\d)$/.test(intent);

/** How many claims the form shows: at least one, at most as many as a report can have. */
export const claimCount = (fields: FormText): number => {
  const typed = Number(one(fields, CLAIM_COUNT));
  return Number.isInteger(typed) && typed >= 0 ? Math.min(typed, claimLimits.claims) : 1;
};

/** Every text field of the claims, as typed. */
export function claimValues(fields: FormText): Record<string, string> {
  const count = claimCount(fields);
  const values: Record<string, string> = { [CLAIM_COUNT]: String(count) };
  for (let claim = 1; claim <= count; claim += 1)
    for (const part of claimParts) values[claimField(claim, part)] = one(fields, claimField(claim, part));
  return values;
}

/** The files that stand under each claim, first those of the first; ids as the form said them, whether real or not. */
export function claimFiles(fields: FormText): string[][] {
  return Array.from({ length: claimCount(fields) }, (_, index) => many(fields, claimField(index + 1, 'file')));
}

/** The fields after a button beside the claims: one more claim, or one less and those behind it moved up. */
export function turnClaims(fields: FormText, intent: string): FormText {
  const count = claimCount(fields);
  if (intent === claimIntents.add) return { ...fields, [CLAIM_COUNT]: String(Math.min(count + 1, claimLimits.claims)) };
  const removed = Number(intent.slice('remove-claim-'.length));
  if (!(removed >= 1 && removed <= count)) return fields;
  const turned: FormText = { ...fields, [CLAIM_COUNT]: String(count - 1) };
  for (let claim = removed; claim <= count; claim += 1)
    for (const part of [...claimParts, 'file'] as const) {
      const next = claim < count ? fields[claimField(claim + 1, part)] : undefined;
      if (next === undefined) delete turned[claimField(claim, part)];
      else turned[claimField(claim, part)] = next;
    }
  return turned;
}

/** The claims that say something; one in which nothing was typed is none. Too long a text is told by its field. */
export function readClaims(
  fields: FormText,
  files: readonly Pick<Attachment, 'file' | 'sha256' | 'name'>[],
): { readonly claims: readonly Claim[]; readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const named = claimFiles(fields);
  const claims = named.flatMap((ids, index): Claim[] => {
    const text = (part: ClaimPart): string => {
      const typed = one(fields, claimField(index + 1, part));
      if ([...typed].length > claimLimits[part])
        errors[claimField(index + 1, part)] =
          `This is longer than ${claimLimits[part].toLocaleString('en')} characters. Shorten it, or attach it as a file.`;
      return typed;
    };
    const [request, response, inline] = [text('request'), text('response'), text('text')];
    const evidence: ClaimEvidence[] = [
      ...(inline.trim() === '' ? [] : [{ kind: 'text', text: inline } as const]),
      ...(request.trim() === '' && response.trim() === '' ? [] : [{ kind: 'exchange', request, response } as const]),
      ...files
        .filter(({ file }) => ids.includes(file))
        .map(({ sha256, name }) => ({ kind: 'file', sha256, name }) as const),
    ];
    const claim: Claim = {
      precondition: text('precondition').trim(),
      action: text('action'),
      effect: text('effect'),
      asset: text('asset').trim(),
      evidence,
    };
    const isEmpty = [claim.precondition, claim.action, claim.effect, claim.asset].every(said => said.trim() === '');
    return isEmpty && evidence.length === 0 ? [] : [claim];
  });
  return { claims, errors };
}

function many(fields: FormText, name: string): string[] {
  const given = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return given === undefined ? [] : Array.isArray(given) ? given : [given];
}

const one = (fields: FormText, name: string): string =>
  (many(fields, name)[0] ?? '').toWellFormed().replace(/\r\n?/gu, '\n');
