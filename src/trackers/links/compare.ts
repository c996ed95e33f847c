// What is to be done about a link, by what both sides say now and what they said when they last agreed. Pure.
import type { IssueState } from '../../reports/index.ts';
import { isState, type RemoteState } from '../clients/tracker-client.ts';
import { agree, type Mapping, meaningOf } from '../connections/mapping.ts';

/** Both sides as they were when we last looked and acted. */
export type Base = { readonly ours: IssueState; readonly theirs: string };

export type Compared = {
  readonly ours: IssueState;
  readonly theirs: RemoteState;
  /** Null for a link that nobody has looked at yet. */
  readonly base: Base | null;
  /** Whether the sides already stood apart, and nobody has decided since. */
  readonly differs: boolean;
  readonly mapping: Mapping;
};

export type Step =
  /** Nothing to do: both sides may stand as they do. */
  | { readonly do: 'rest' }
  /** The ticket is to follow us. */
  | { readonly do: 'push'; readonly target: string }
  /** The ticket is done, and the mapping lets it mark the issue as fixed. */
  | { readonly do: 'move' }
  /** Somebody has to look; `isNew` when the ticket moved and nobody was told yet. */
  | { readonly do: 'ask'; readonly isNew: boolean };

/**
 * The next step. Own changes are recognized because they are in the base as soon as they are made, so no news of them
 * causes anything. What the other side changed is never overwritten: it is taken in, or a person is asked.
 */
export function compare({ ours, theirs, base, differs, mapping }: Compared): Step {
  const fits = agree(mapping, ours, theirs);
  if (base === null) return fits ? { do: 'rest' } : { do: 'ask', isNew: false };
  const weMoved = base.ours !== ours;
  const theyMoved = base.theirs !== theirs.name;
  if (theyMoved) {
    if (fits) return { do: 'rest' };
    const mayMove = mapping.movesToFixed && ours === 'accepted' && meaningOf(mapping, theirs) === 'fixed';
    return mayMove && !weMoved ? { do: 'move' } : { do: 'ask', isNew: true };
  }
  if (differs) return fits ? { do: 'rest' } : { do: 'ask', isNew: false };
  const target = mapping.out[ours];
  return weMoved && target !== '' && !isState(theirs, target) ? { do: 'push', target } : { do: 'rest' };
}
