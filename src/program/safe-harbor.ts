// Safe harbor in five sentences that a person can repeat; the legal text stands in the policy.

import type { SafeHarbor } from './program.ts';

/** What each level means in one line, for whoever chooses it. */
export const safeHarborWords: Readonly<Record<SafeHarbor, string>> = {
  full: 'Full: research within the policy is authorized, and we stand by it towards others',
  partial: 'Partial: we won’t take action ourselves, but promise nothing beyond that',
  none: 'None: the policy makes no promise',
};

/** The answer to “may I test?”, and the five sentences behind it. */
export const safeHarborSentences: Readonly<Record<SafeHarbor, { answer: string; sentences: readonly string[] }>> = {
  full: {
    answer: 'Yes, in good faith and within the policy.',
    sentences: [
      'What you do in good faith within the policy, you do with our permission.',
      'We won’t sue you for it, and won’t ask the authorities to prosecute you.',
      'Our terms of use don’t stand against it, nor do rules against getting around technical protection.',
      'If somebody else takes action against you, we will say openly that you had our permission.',
      'An honest mistake that you tell us about at once doesn’t cost you this protection.',
    ],
  },
  partial: {
    answer: 'Yes, within the policy; read first what we can’t promise.',
    sentences: [
      'We won’t sue you for what you do in good faith within the policy.',
      'We won’t ask the authorities to prosecute you for it.',
      'We can’t promise what others do, or that our terms of use allow everything.',
      'Laws still apply to you as they do to everyone.',
      'If you are unsure, ask us first; an honest mistake told at once counts in your favor.',
    ],
  },
  none: {
    answer: 'Only with our written permission.',
    sentences: [
      'The policy makes no promise about legal action.',
      'Please don’t test without our written permission.',
      'You may always tell us about what you came upon without testing.',
      'A report made in good faith is welcome, also without your name.',
      'If you want to test, write to us and ask.',
    ],
  },
};

/** The section of a policy whose heading speaks of safe harbor, without the heading; undefined when it has none. */
export function safeHarborSection(markdown: string): string | undefined {
  const lines = markdown.split(/\r?\n/u);
  const start = lines.findIndex(line => /^##\s.*safe harbou?r/iu.test(line));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^#{1,2}\s/u.test(line));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}
