// What still stands between a proven address and a session.

export type Factors = {
  /** An authenticator app is set up. */
  readonly hasTotp: boolean;
  /** Passkeys that check a PIN, a finger or a face. */
  readonly passkeys: number;
};

/** How the address was proven: by the person's own link, by one of the operator, or in the demo. */
export type Proof = 'link' | 'operator' | 'demo';

export type Step = 'done' | 'second-factor' | 'enroll';

export const hasSecondFactor = ({ hasTotp, passkeys }: Factors): boolean => hasTotp || passkeys > 0;

/**
 * Staff never get in by mail alone: they show their second factor, or make one before anything else opens. Others are
 * asked for a code only when they set up an app. The operator's link lets in without a code, because it is the way back
 * for someone who lost it, and leads to making a factor when there is none.
 */
export function nextStep(isStaff: boolean, factors: Factors, proof: Proof): Step {
  if (proof === 'demo') return 'done';
  if (isStaff && !hasSecondFactor(factors)) return 'enroll';
  if (proof === 'operator') return 'done';
  return factors.hasTotp || isStaff ? 'second-factor' : 'done';
}
