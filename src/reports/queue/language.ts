// Guesses the language of a text by its commonest small words; says nothing rather than something unlikely.

const smallWords = {
  en: 'the of and to is that it with for this was not are by from can be an when which you your we will has have',
  de: 'der die und das ist nicht mit ein eine den auf wird kann für bei von zu sich auch wenn wir uns sie ihnen hat vor es',
  fr: 'le la les et est une dans pour que qui pas avec sur par ce des du au cette plus nous vous votre',
  es: 'el los las y es una en para que con por se del al no su como este puede más lo usted sus',
} as const satisfies Record<string, string>;
export type KnownLanguage = keyof typeof smallWords;

const sets = Object.entries(smallWords).map(
  // Object.entries forgets the names of the keys.
  ([language, words]) => [language as KnownLanguage, new Set(words.split(' '))] as const,
);

/** The language of a text, or null when it is too short, too technical, or none of those known. */
export function guessLanguage(text: string): KnownLanguage | null {
  // Code and requests say nothing about who wrote them.
  const prose = text.replace(/```[\s\S]*?```|`[^`]*`|https?:\S+/gu, ' ').toLowerCase();
  const words = prose.match(/\p{L}+/gu)?.slice(0, 2000) ?? [];
  const scores = sets
    .map(([language, set]) => ({ language, count: words.filter(word => set.has(word)).length }))
    .sort((one, other) => other.count - one.count);
  const [best, next] = scores;
  if (!best || best.count < 4 || best.count < words.length * 0.08) return null;
  return best.count >= 1.5 * (next?.count ?? 0) ? best.language : null;
}
