// Texts as people type them into forms, without what would break a mail, a page or a list. Pure.

/** One line: control and invisible characters become spaces. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/** Several lines. */
export const someLines = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').trim();
