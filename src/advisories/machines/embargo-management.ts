// The embargo of a case, at most one at a time: the embargo management machine of Vultron, as a table.

export const emStates = ['none', 'proposed', 'active', 'revise', 'exited'] as const;
export type EmState = (typeof emStates)[number];

export const emMoves = ['propose', 'accept', 'reject', 'terminate'] as const;
export type EmMove = (typeof emMoves)[number];

const table: Readonly<Record<EmState, Partial<Readonly<Record<EmMove, EmState>>>>> = {
  none: { propose: 'proposed' },
  // A counter proposal takes the place of the one before; the state stays.
  proposed: { propose: 'proposed', accept: 'active', reject: 'none' },
  active: { propose: 'revise', terminate: 'exited' },
  revise: { propose: 'revise', accept: 'active', reject: 'active', terminate: 'exited' },
  exited: {},
};

/** Where a move leads; undefined when it can't be made from here. */
export const moveEmbargo = (state: EmState, move: EmMove): EmState | undefined => table[state][move];

/** Whether an embargo is in force; while it is being revised, the agreed one still is. */
export const isInForce = (state: EmState): boolean => state === 'active' || state === 'revise';

/** Whether a proposal waits for answers. */
export const awaitsAnswer = (state: EmState): boolean => state === 'proposed' || state === 'revise';

/** What becomes of the embargo when the secret is out: one in force ends, one that was only proposed is off. */
export function tearDown(state: EmState): EmState {
  return (isInForce(state) ? moveEmbargo(state, 'terminate') : moveEmbargo(state, 'reject')) ?? state;
}

export type EmbargoAnswer = { readonly participant: string; readonly answer: 'agree' | 'disagree' };

/**
 * What the answers to a proposal come to: it holds as soon as the case's owner and one other party want it, and falls
 * when the owner does not. Whoever proposes wants it.
 */
export function settleProposal(
  proposer: string,
  owner: string,
  answers: readonly EmbargoAnswer[],
): 'accept' | 'reject' | undefined {
  const wants = new Set([proposer, ...answers.filter(({ answer }) => answer === 'agree').map(one => one.participant)]);
  const refuses = new Set(answers.filter(({ answer }) => answer === 'disagree').map(({ participant }) => participant));
  if (refuses.has(owner) || refuses.has(proposer)) return 'reject';
  return wants.has(owner) && wants.size > 1 ? 'accept' : undefined;
}
