// The six facts of a case that never become untrue again: the case state machine of CERT/CC's Vultron, as pure rules.

/**
 * V the vendor knows, F a fix is ready, D the fix is deployed, P the public knows, X an exploit is public, A attacks
 * were seen.
 */
export const caseFactNames = ['V', 'F', 'D', 'P', 'X', 'A'] as const;
export type CaseFact = (typeof caseFactNames)[number];

/** The facts of a case in the order in which they became true. */
export type FactHistory = readonly CaseFact[];

/**
 * Which facts may come next. A fix needs a vendor who knows, a deployment needs a fix; a public exploit makes the public
 * aware, and a public that is aware makes the vendor aware: these two leave no other next step.
 */
export function nextFacts(history: FactHistory): readonly CaseFact[] {
  const has = (fact: CaseFact): boolean => history.includes(fact);
  if (has('X') && !has('P')) return ['P'];
  if (has('P') && !has('V')) return ['V'];
  return caseFactNames.filter(fact => !has(fact) && !(fact === 'F' && !has('V')) && !(fact === 'D' && !has('F')));
}

/** The history after a fact was learned, with what follows from it at once; undefined when it can't be true now. */
export function learnFact(history: FactHistory, fact: CaseFact): FactHistory | undefined {
  if (!nextFacts(history).includes(fact)) return undefined;
  let learned: FactHistory = [...history, fact];
  for (let forced = forcedFact(learned); forced; forced = forcedFact(learned)) learned = [...learned, forced];
  return learned;
}

/** Whether the facts can have become true in this order. */
export const isFactHistory = (history: FactHistory): boolean =>
  history.every((fact, index) => nextFacts(history.slice(0, index)).includes(fact));

/** The state in Vultron's writing: `VFdpxa`, an upper-case letter for each fact that is true. */
export const factsInLetters = (history: FactHistory): string =>
  caseFactNames.map(fact => (history.includes(fact) ? fact : fact.toLowerCase())).join('');

/** Reads what `history.join('')` wrote. @throws RangeError when no case can have come to it */
export function readFactHistory(text: string): FactHistory {
  const history = [...text].flatMap(letter => caseFactNames.filter(fact => fact === letter));
  if (history.length !== text.length || !isFactHistory(history)) throw new RangeError(`no history of a case: ${text}`);
  return history;
}

/** The public knows, can attack, or is being attacked: there is no secret left that an embargo could keep. */
export const secretIsOut = (history: FactHistory): boolean =>
  history.some(fact => fact === 'P' || fact === 'X' || fact === 'A');

function forcedFact(history: FactHistory): CaseFact | undefined {
  const isForced =
    (history.includes('X') && !history.includes('P')) || (history.includes('P') && !history.includes('V'));
  return isForced ? nextFacts(history)[0] : undefined;
}
