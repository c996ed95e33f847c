// What happens to permissions by themselves, as days: shown to owners in these very numbers, kept by nightly jobs.

/** An access that nobody uses is paused first; if its owner does not resume it, it ends. */
export const unusedRules = {
  /** Days without any use after which it is paused. */
  pauseAfter: 60,
  /** Days after that pause on which it ends. */
  endAfter: 30,
} as const;

/** Days before the end of an access on which its owner is told. */
export const warnBefore = [14, 3] as const;
