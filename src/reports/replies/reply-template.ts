// Answers kept ready: texts by language with variables in braces, checked when they are saved and filled in for one report.

import type { CloseReason } from '../report-snapshot.ts';

export const replyLanguages = ['en', 'de', 'fr', 'es'] as const;
export type ReplyLanguage = (typeof replyLanguages)[number];

/** A text for each language that has one. */
export type ReplyTexts = Readonly<Partial<Record<ReplyLanguage, string>>>;

export type CannedReply = {
  readonly id: string;
  readonly name: string;
  /** The closing it is for; null when it is for any message. */
  readonly reason: CloseReason | null;
  readonly texts: ReplyTexts;
};

/** Every variable, with what it becomes. */
export const replyVariables = {
  reporter: 'the name they want to be thanked by; left out when they gave none',
  number: 'the number of the report',
  title: 'its title',
  state: 'where it stands',
  due: 'the day of the next thing that we owe',
  priority: 'P1 to P5',
  target: 'what it is about',
  policy_url: 'the address of the policy',
  report_url: 'where the reporter reads and answers',
  team: 'your organization',
  me: 'your own name',
} as const satisfies Record<string, string>;
export type ReplyVariable = keyof typeof replyVariables;
export type ReplyValues = Readonly<Record<ReplyVariable, string>>;

/** Longest text, in characters. */
const longestReply = 5_000;

const isVariable = (name: string): name is ReplyVariable => Object.hasOwn(replyVariables, name);

/** The variables of a text that nothing is known of, each once. */
export const unknownVariables = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name).filter(name => !isVariable(name))),
];

/** Fills a text in. A value that is missing takes the space before it with it: `Hello {reporter},` becomes `Hello,`. */
export const fillReply = (text: string, values: ReplyValues): string =>
  text.replace(/([ \t]?)\{(\w+)\}/gu, (whole, space: string, name: string) => {
    if (!isVariable(name)) return whole;
    return values[name] === '' ? '' : `${space}${values[name]}`;
  });

/** The text in this language, else in English, else in the first there is. */
export function textIn(
  texts: ReplyTexts,
  language: string | null,
): { readonly language: ReplyLanguage; readonly text: string } | undefined {
  const wanted = [replyLanguages.find(each => each === language), ...replyLanguages];
  for (const each of wanted) {
    const text = each && texts[each];
    if (each && text) return { language: each, text };
  }
  return undefined;
}

type ReplyForm = { readonly name: string; readonly texts: ReplyTexts };

/** What is wrong with a reply, by field (`name`, or `text-en` and its kin); empty when nothing is. */
export function whatReplyLacks({ name, texts }: ReplyForm): Record<string, string> {
  const errors: Record<string, string> = {};
  if (name === '') errors['name'] = 'Give it a name that the team will find it by.';
  else if ([...name].length > 80) errors['name'] = 'Keep the name to 80 characters.';
  const written = replyLanguages.filter(language => (texts[language] ?? '') !== '');
  if (written.length === 0) errors['text-en'] = 'Write the text in at least one language.';
  for (const language of written) {
    const text = texts[language] ?? '';
    const unknown = unknownVariables(text);
    if (unknown.length > 0)
      errors[`text-${language}`] =
        `There is no variable {${unknown.join('}, {')}}. Use one of the list, or take the braces away.`;
    else if ([...text].length > longestReply)
      errors[`text-${language}`] = `This is longer than ${longestReply} characters.`;
  }
  return errors;
}
