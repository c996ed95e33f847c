// One owner's way through Connect: what they have said so far, and which step comes next. Pure.
import type { FoundCar, Mode } from '../../vehicles/index.ts';
import type { Language } from '../words/languages.ts';

/** Why nothing can be connected; told on a page of its own and, when the owner leaves, to the application. */
export type Problem =
  | 'incompatible'
  | 'no-vehicles'
  | 'not-this-car'
  | 'not-yours'
  | 'subscription'
  | 'unreachable'
  | 'no-makers';

/** A maker's account that the owner has signed in to. */
export type MakerAccount = {
  /** A provider's permanent id. */
  readonly provider: string;
  readonly credentials: string;
  /** In upper case. */
  readonly make: string;
  readonly cars: readonly FoundCar[];
  /** Whose account it is here. */
  readonly holder: AccountHolder;
};

/**
 * A person who signed in to us; or, for cars that are not real, whoever holds the maker's account: someone with an
 * address that reaches nobody.
 */
export type AccountHolder =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'account'; readonly address: string; readonly name: string };

/** What is kept of the way, sealed, as long as the request may be answered. */
export type Visit = {
  readonly language?: Language;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly hasStarted?: true;
  /** In upper case. */
  readonly make?: string;
  /** A sign-in link was sent: when, so that the page can say that it has not been used. */
  readonly hasMailed?: true;
  /** The browser is at a maker's sign-in page. */
  readonly away?: {
    readonly provider: string;
    readonly make: string;
    readonly state: string;
    readonly verifier: string;
  };
  readonly account?: MakerAccount;
  readonly problem?: Problem;
  /** The owner has said yes; whatever is sent again leads to the answer to that. */
  readonly granted?: Granted;
  /** The owner wants to read and decide although nothing new is asked. */
  readonly wantsReview?: true;
};

export type Step = 'preamble' | 'email' | 'brands' | 'login' | 'grant' | 'key' | 'problem';

/** An answer that is to be taken away, as often as the owner asks for it. */
export type Granted = {
  readonly owner: string;
  readonly grant: string;
  readonly virtualKeyUrl?: string;
  /** Whether the owner is shown what commands need besides, before they go. */
  readonly showsKey?: boolean;
  /** The car that can be reached again, where nothing else was asked. */
  readonly vehicle?: string;
};

/** What the next step depends on besides what was said. */
export type Situation = {
  readonly mode: Mode;
  /** The person's id, when somebody is signed in. */
  readonly person: string | undefined;
  /** Whether the person has cars that this application may ask for. */
  readonly hasCars: boolean;
  readonly isSandbox: boolean;
  /** Whether an earlier yes covers everything that is asked now. */
  readonly isCovered: boolean;
  /** Set when nothing is asked but that the owner of a car signs in to its maker again. */
  readonly again?: SignInAgain | undefined;
};

export type SignInAgain = {
  /** Whether the car belongs to somebody who signs in here; of others the maker's account is the owner. */
  readonly needsPerson: boolean;
  /** Whether it belongs to who is signed in now. */
  readonly isOwner: boolean;
  /** False for cars that a person has without a sign-in at a maker, as simulated ones are. */
  readonly needsSignIn: boolean;
};

/** The account that counts: one of somebody else than who is signed in now does not. */
export const accountFor = (visit: Visit, person: string | undefined): MakerAccount | undefined =>
  visit.account?.holder.kind === 'person' && visit.account.holder.id !== person ? undefined : visit.account;

/** The step that somebody is at who comes without saying where to. */
export function stepOf(visit: Visit, situation: Situation): Step {
  const { mode, person, hasCars, isSandbox, isCovered, again } = situation;
  if (visit.granted !== undefined) return 'key';
  if (visit.problem !== undefined) return 'problem';
  if (again !== undefined) return stepAgain(visit, person, again);
  if (isCovered && visit.wantsReview === undefined) return 'preamble';
  if (accountFor(visit, person) !== undefined || hasCars) return 'grant';
  if (isSandbox && person !== undefined) return 'grant';
  if (visit.hasStarted === undefined) return 'preamble';
  if ((mode === 'live' || isSandbox) && person === undefined) return 'email';
  return visit.make === undefined ? 'brands' : 'login';
}

/** Who is to sign in again is asked who they are, where that is not known, and comes to the maker at once. */
function stepAgain(visit: Visit, person: string | undefined, again: SignInAgain): Step {
  if (visit.hasStarted === undefined) return 'preamble';
  if (again.needsPerson && person === undefined) return 'email';
  if (again.needsPerson && !again.isOwner) return 'problem';
  return again.needsSignIn ? 'login' : 'preamble';
}

/** In which order the steps come, for "Step 2 of 4"; undefined for those that are none. */
export function progressOf(
  step: Step,
  { mode, again }: Pick<Situation, 'mode' | 'again'>,
): { at: number; of: number } | undefined {
  const asked: readonly Step[] = again === undefined ? ['brands', 'login', 'grant'] : ['login'];
  const steps: readonly Step[] = ['preamble', ...(mode === 'live' ? ['email' as const] : []), ...asked];
  const at = steps.indexOf(step) + 1;
  return at === 0 ? undefined : { at, of: steps.length };
}
