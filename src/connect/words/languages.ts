// The languages of Connect, and which one a reader gets. Pure.
import { english, type Words } from './english.ts';
import { french } from './french.ts';
import { frenchPermissions } from './french-permissions.ts';
import { german } from './german.ts';
import { germanPermissions } from './german-permissions.ts';
import { englishPermissions, type PermissionWords } from './permission-words.ts';
import { spanish } from './spanish.ts';
import { spanishPermissions } from './spanish-permissions.ts';

/** BCP 47 tags, in the order in which they are offered; each under its own name. */
export const languages = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

export type Language = keyof typeof languages;

export const isLanguage = (tag: unknown): tag is Language => typeof tag === 'string' && Object.hasOwn(languages, tag);

const words: Record<Language, Words> = { en: english, de: german, fr: french, es: spanish };
const permissions: Record<Language, PermissionWords> = {
  en: englishPermissions,
  de: germanPermissions,
  fr: frenchPermissions,
  es: spanishPermissions,
};

/** Everything that Connect says, in one language. */
export const wordsIn = (language: Language): Words => words[language];

/** What each permission means, in one language. */
export const permissionWordsIn = (language: Language): PermissionWords => permissions[language];

/**
 * The reader's language: the best of ours by their browser's list (RFC 9110 §12.5.4), English when none fits.
 * @param header the Accept-Language header
 */
export const chooseLanguage = (header: string | undefined): Language =>
  preferences(header)
    .map(({ tag }) => tag.split('-')[0]?.toLowerCase())
    .find(isLanguage) ?? 'en';

/** The reader's country as their browser's list tells it (`de-AT` tells AT), in upper case; undefined when it tells none. */
export const countryOf = (header: string | undefined): string | undefined =>
  preferences(header)
    .flatMap(({ tag }) => /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})$/i.exec(tag)?.[1]?.toUpperCase() ?? [])
    .at(0);

const MAX_HEADER = 500;

function preferences(header = ''): { readonly tag: string; readonly quality: number }[] {
  return header
    .slice(0, MAX_HEADER)
    .split(',')
    .flatMap(part => {
      const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/);
      const quality = Number(parameters.find(one => one.startsWith('q='))?.slice(2) ?? 1);
      return tag !== '' && quality > 0 ? [{ tag, quality }] : [];
    })
    .sort((a, b) => b.quality - a.quality);
}

/** A calendar day as readers of the language write it. @param timeZone the operator's */
export const dayIn = (language: Language, day: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(day);

/** A country's name in the language. @param country ISO 3166-1 alpha-2 */
export const countryIn = (language: Language, country: string): string =>
  new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
