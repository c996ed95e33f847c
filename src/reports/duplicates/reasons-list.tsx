// Why two things look alike, as a list, and how much alike they are, in words.
import type { Reason, Strength } from './reasons.ts';

export const strengthWords: Readonly<Record<Strength, string>> = {
  strong: 'Very much alike',
  some: 'Alike',
  weak: 'A little alike',
};

export const Reasons = ({ reasons }: { reasons: readonly Reason[] }) => (
  <ul class="reasons">
    {reasons.map(({ kind, text }) => (
      <li key={kind}>{text}</li>
    ))}
  </ul>
);
