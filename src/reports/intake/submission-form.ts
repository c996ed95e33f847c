// Reads the intake form: what was typed becomes a submission, or sentences that say what is missing.

import type { FormText } from '../../core/http/read-multipart.ts';
import { findArmoredMessage } from '../../core/openpgp/openpgp-message.ts';
import {
  type CurrentProgram,
  type CvssScore,
  calculatorFields,
  checkScope,
  findNode,
  type ScopeVerdict,
  scoreFields,
} from '../../program/index.ts';
import type { Attachment } from '../attachment-store.ts';
import { type Urgency, urgencies } from '../canonical-report.ts';
import type { Claim } from '../claims/claim.ts';
import { claimValues, readClaims } from '../claims/claim-form.ts';
import { ENCRYPTED_CHARACTERS } from '../encrypted/encrypted-words.ts';
import { type AiAssistance, aiAssistances } from '../report-record.ts';
import { scoreQuestions, severityQuestions } from './severity-questions.ts';

/** A form that can become a report. Texts are as typed, apart from what no UTF-8 can carry. */
export type Submission = {
  readonly targetId: string | null;
  /** The target in words: its name, or what was typed for something that is not listed. */
  readonly target: string;
  readonly title: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
  /** What an attacker can do, each with its evidence; none for doors that do not ask. */
  readonly claims?: readonly Claim[];
  /** Why it cannot wait, as its reporter says. */
  readonly urgency: readonly Urgency[];
  readonly taxonomyId: string | null;
  readonly cvss: CvssScore | null;
  readonly scope: ScopeVerdict;
  readonly contact: Contact;
  readonly credit: string | null;
  readonly aiAssistance: AiAssistance;
};

export type Contact =
  | { readonly kind: 'account' }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'none' };

export type SubmissionErrors = Partial<Record<string, string>>;

/** What could be read of a form, whether or not all of it is there: for the preview and the score. */
export type ReadForm = {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: SubmissionErrors;
  readonly submission: Submission | undefined;
  /** What the form says, whether or not enough of it is there to be sent. */
  readonly written: Omit<Submission, 'contact' | 'credit' | 'aiAssistance'>;
  /** The score of the vector or of the three answers, as soon as there is one. */
  readonly cvss: CvssScore | null;
};

/** Longest texts in characters. */
export const longest = {
  title: 200,
  target: 300,
  location: 2000,
  description: 50_000,
  steps: 50_000,
  impact: 20_000,
  credit: 120,
  email: 254,
  vector: 300,
} as const;

/** The target that is not in the list. */
export const UNLISTED = 'unlisted';

/**
 * @param isSignedIn whether "my account" is among the contacts
 * @param files what the form has uploaded so far, for claims to point to
 */
export function readSubmissionForm(
  fields: FormText,
  program: CurrentProgram,
  isSignedIn: boolean,
  files: readonly Pick<Attachment, 'file' | 'sha256' | 'name'>[] = [],
): ReadForm {
  const values = {
    ...Object.fromEntries(FIELDS.map(name => [name, oneText(fields, name)] as const)),
    ...claimValues(fields),
  };
  const value = (name: string): string => values[name] ?? '';
  const errors: SubmissionErrors = {};
  const needs = (name: string, sentence: string): void => {
    if (value(name).trim() === '') errors[name] = sentence;
  };

  needs('target', 'Choose the target; “Something else” is one of the choices.');
  const isUnlisted = value('target') === UNLISTED;
  const target = program.targets.find(({ id }) => id === value('target'));
  if (value('target') !== '' && !isUnlisted && !target)
    errors['target'] = 'This target is no longer listed. Choose again.';
  if (isUnlisted) needs('other', 'Name the target that is not listed: a host, an app, a product.');
  needs('title', 'Give the report a title: what is wrong, and where.');
  const encrypted = value('encrypted').trim();
  if (encrypted === '') needs('description', 'Describe what you found.');
  else if (findArmoredMessage(encrypted) !== encrypted)
    errors['encrypted'] =
      'This is not an armored OpenPGP message. Paste all of it, from BEGIN to END, and nothing else.';
  for (const [name, most] of LIMITS)
    if ([...value(name)].length > most)
      errors[name] = `This is longer than ${most.toLocaleString('en')} characters. Shorten it, or attach it as a file.`;

  const { claims, errors: claimErrors } = readClaims(fields, files);
  Object.assign(errors, claimErrors);
  const cvss = readCvss(values, errors);
  const kind = value('kind') === '' ? null : findNode(program.taxonomy, value('kind'));
  if (value('kind') !== '' && kind === null) errors['kind'] = 'This kind is not in the list. Choose again.';
  if (kind === null && cvss === null && !errors['kind'] && !errors['vector'] && !errors['from'])
    errors['kind'] =
      'Choose a kind, answer the three questions, or give a CVSS vector. If you are not sure, choose “Other”.';

  const contact = readContact(value('contact'), value('email'), isSignedIn, errors);
  const targetText = target ? target.name : value('other').trim();
  const written = {
    targetId: target?.id ?? null,
    target: targetText,
    title: value('title').trim(),
    location: value('location').trim(),
    description: [value('description'), encrypted].filter(part => part !== '').join('\n\n'),
    steps: value('steps'),
    impact: value('impact'),
    claims,
    urgency: urgencies.filter(name => value(name) !== ''),
    taxonomyId: kind?.id ?? null,
    cvss,
    scope: judgeScope(program, value('location'), targetText, target !== undefined),
  };
  const submission: Submission | undefined =
    Object.keys(errors).length > 0
      ? undefined
      : {
          ...written,
          contact,
          credit: value('credit').trim() || null,
          aiAssistance: aiAssistances.find(one => one === value('ai')) ?? 'unsaid',
        };
  return { values, errors, submission, written, cvss };
}

/**
 * Whether what was reported is in scope: by the address given, else by the target named. A listed target without an
 * address is in scope, since the program lists it.
 */
function judgeScope(program: CurrentProgram, location: string, target: string, isListed: boolean): ScopeVerdict {
  const address = location.trim().split(/\s+/u)[0] ?? '';
  if (looksLikeAddress(address)) return checkScope(program.rules, address);
  if (isListed) return { verdict: 'in', ruleId: 'listed-target', reason: `${target} is one of the program’s targets.` };
  return checkScope(program.rules, target);
}

const looksLikeAddress = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/|^[^\s/]+\.[a-z]{2,}(?:[/:?#]|$)/iu.test(text);

const FIELDS = [
  'target',
  'other',
  'title',
  'location',
  'kind',
  ...severityQuestions.map(({ name }) => name),
  'vector',
  ...calculatorFields,
  'description',
  'encrypted',
  'steps',
  'impact',
  'contact',
  'email',
  'credit',
  'ai',
  ...urgencies,
];

const LIMITS: readonly (readonly [string, number])[] = [
  ['other', longest.target],
  ['title', longest.title],
  ['location', longest.location],
  ['description', longest.description],
  ['encrypted', ENCRYPTED_CHARACTERS],
  ['steps', longest.steps],
  ['impact', longest.impact],
  ['credit', longest.credit],
  ['email', longest.email],
];

/** A field given twice counts by its first value: forms of ours never send one twice. */
function oneText(fields: FormText, name: string): string {
  const given = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return ((Array.isArray(given) ? given[0] : given) ?? '').toWellFormed().replace(/\r\n?/gu, '\n');
}

function readCvss(values: Readonly<Record<string, string>>, errors: SubmissionErrors): CvssScore | null {
  const given = scoreFields(values, values['vector'] ?? '');
  if (given?.ok === false) errors['vector'] = given.reason;
  if (given !== null) return given.ok ? given : null;
  const scored = scoreQuestions(values);
  if (scored === undefined) return null;
  if (!scored.ok) errors['from'] = scored.reason;
  return scored.ok ? scored : null;
}

function readContact(kind: string, email: string, isSignedIn: boolean, errors: SubmissionErrors): Contact {
  if (kind === 'account' && isSignedIn) return { kind: 'account' };
  if (kind !== 'email') return { kind: 'none' };
  const address = email.trim();
  if (!/^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/u.test(address))
    errors['email'] = 'Enter an e-mail address like robin@example.com, or choose another way to hear from us.';
  return { kind: 'email', email: address };
}
