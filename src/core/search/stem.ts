// Brings the forms of an English word together: export, exports, exported, exporting. Light on purpose: a wrong stem finds too much.

/** The stem of a normalized word; words that are short or hold a figure stay as they are. */
export function stemOf(word: string): string {
  if (word.length <= 3 || /[^a-z]/.test(word)) return word;
  return withoutE(withoutEnding(singular(word)));
}

function singular(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[^siu]s$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutEnding(word: string): string {
  if (word.endsWith('ization')) return word.slice(0, -5);
  if (/[st]ion$/.test(word) && word.length > 5) return word.slice(0, -3);
  const ending = /(?:ing|ed)$/.exec(word)?.[0];
  if (ending === undefined) return word;
  const rest = word.slice(0, -ending.length);
  if (rest.length < 3 || !/[aeiouy]/.test(rest)) return word;
  return /([bdfgklmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

const withoutE = (word: string): string => (word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word);
