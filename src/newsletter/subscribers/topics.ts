// What one can be mailed, and the words that one agrees to. Pure.

export const topics = ['newsletter', 'updates', 'subprocessors'] as const;
export type Topic = (typeof topics)[number];

export const topicWords: Readonly<Record<Topic, { readonly label: string; readonly hint: string }>> = {
  newsletter: { label: 'Newsletter', hint: 'Cars, data and security; once a month.' },
  updates: { label: 'Security updates', hint: 'When the trust center says something new.' },
  subprocessors: { label: 'Changes of sub-processors', hint: 'Before they take effect.' },
};

/** The topics among these texts, each once, in their order. */
export const topicsIn = (texts: readonly string[]): Topic[] => topics.filter(topic => texts.includes(topic));

/** What stands beside the button, and is kept as what was agreed to. */
export const consentWords = (operator: string, wanted: readonly Topic[]): string =>
  `${operator} may mail me: ${wanted.map(topic => `${topicWords[topic].label} (${topicWords[topic].hint.replace(/\.$/u, '').toLowerCase()})`).join('; ')}. I can end it with one click in each mail.`;
