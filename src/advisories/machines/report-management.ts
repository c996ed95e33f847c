// How far one participant is with the matter: the report management machine of Vultron, as a table.

export const rmStates = ['start', 'received', 'invalid', 'valid', 'accepted', 'deferred', 'closed'] as const;
export type RmState = (typeof rmStates)[number];

const steps: Readonly<Record<RmState, readonly RmState[]>> = {
  start: ['received'],
  received: ['valid', 'invalid'],
  invalid: ['valid', 'closed'],
  valid: ['accepted', 'deferred'],
  accepted: ['deferred', 'closed'],
  deferred: ['accepted', 'closed'],
  closed: [],
};

/** Where a participant can go from here in one step. */
export const nextRmStates = (state: RmState): readonly RmState[] => steps[state];

/** Whether `to` is one step from `from`. */
export const mayStep = (from: RmState, to: RmState): boolean => steps[from].includes(to);
