// How places and kinds of redactions are called, by the keys under which they are logged.
import { findingKinds } from '../evidence/find-secrets.ts';
import type { RedactionKind } from './redact-text.ts';

/** A place in words, by its key alone: the log outlives what stood there. */
export function placeWords(key: string): string {
  const [kind = '', index = '', name = ''] = key.split('.');
  if (kind === 'claim') return `claim ${Number(index) + 1}${name === 'evidence' ? ', evidence' : ''}`;
  if (kind === 'issue') return 'the issue';
  return places[kind] ?? kind;
}

const places: Readonly<Record<string, string>> = {
  title: 'the title',
  location: 'the place',
  target: 'the target',
  description: 'the description',
  steps: 'the steps',
  impact: 'the impact',
  message: 'a message',
  entry: 'a reason',
  opened: 'the opened text',
  file: 'a file',
};

/** A kind in words. */
export function kindWords(kind: RedactionKind): string {
  if (kind === 'typed') return 'Typed passage';
  if (kind === 'all') return 'Whole text';
  if (kind === 'file') return 'Whole file';
  const word = findingKinds[kind];
  return word.charAt(0).toUpperCase() + word.slice(1);
}
