// Reads a mail: who, what, which files, opened where it was encrypted to the program. Hostile input; never throws.
import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import type { Kernel } from '../../core/kernel.ts';
import { findArmoredMessage } from '../../core/openpgp/openpgp-message.ts';
import { openAsProgram } from '../../program/index.ts';
import type { MailHeaders } from './mail-kind.ts';
import { MAIL_BYTES, type MailFacts } from './received-mail.ts';

export type ReadMail = {
  /** With its angle brackets; empty when there is none. */
  readonly messageId: string;
  /** Message-IDs that it answers. */
  readonly answers: readonly string[];
  /** Addresses in To and Cc. */
  readonly recipients: readonly string[];
  /** Empty when there is none. */
  readonly sender: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  readonly encryption: MailFacts['encryption'];
  readonly notes: readonly string[];
  readonly headers: Omit<MailHeaders, 'envelopeFrom'>;
};

/** Longest text that a report takes; what is longer becomes a file. */
const TEXT_CHARACTERS = 45_000;

/** Reads the bytes of a mail. What cannot be read is left out and said in the notes. */
export async function readMail(kernel: Kernel, raw: Buffer): Promise<ReadMail> {
  const outer = await parse(raw);
  if (outer === undefined) return unreadable;
  const notes: string[] = [];
  const { mail: inner, text, encryption } = await openEncrypted(kernel, outer, notes);
  const files = inner.attachments.filter(isFile).map(fileOf);
  const words = cleanText(text);
  const isLong = [...words].length > TEXT_CHARACTERS;
  if (isLong) {
    files.unshift({ name: 'whole-text.txt', content: Buffer.from(words) });
    notes.push('The text is longer than a report takes; all of it is in whole-text.txt.');
  }
  const first = (name: string): string => {
    const line = outer.headerLines.find(({ key }) => key === name)?.line ?? '';
    return line.slice(line.indexOf(':') + 1).trim();
  };
  const sender = addressesOf(outer.from)[0] ?? '';
  return {
    messageId: outer.messageId ?? '',
    answers: [outer.inReplyTo ?? '', ...[outer.references ?? []].flat()].filter(id => id !== ''),
    recipients: [outer.to, outer.cc].flat().flatMap(addressesOf),
    sender,
    subject: cleanLine(inner.subject ?? outer.subject ?? ''),
    text: isLong ? [...words].slice(0, TEXT_CHARACTERS).join('') : words,
    files,
    encryption,
    notes,
    headers: {
      from: sender.toLowerCase(),
      get: first,
      hops: outer.headerLines.filter(({ key }) => key === 'received').length,
    },
  };
}

/** What is said of a mail that no parser could read: it is a report all the same. */
export const unreadable: ReadMail = {
  messageId: '',
  answers: [],
  recipients: [],
  sender: '',
  subject: '',
  text: '',
  files: [],
  encryption: 'none',
  notes: ['The mail could not be read. Download it as it came.'],
  headers: { from: '', get: () => '', hops: 0 },
};

/** What somebody added to a conversation, without the mail it answers, which programs quote below. */
export function withoutQuote(text: string): string {
  const lines = text.split('\n');
  let end = lines.length;
  while (end > 0 && /^\s*(?:>.*)?$/u.test(lines[end - 1] ?? '')) end -= 1;
  if (!lines.slice(end).some(line => line.startsWith('>'))) return text.trim();
  // "On Monday, the team wrote:" may take two lines.
  for (let most = 2; most > 0 && end > 0; most -= 1)
    if (/:\s*$/u.test(lines[end - 1] ?? '')) {
      end -= 1;
      if (/^(?:on|am|le|el)\b/iu.test(lines[end - 1] ?? '')) end -= 1;
      break;
    }
  const said = lines.slice(0, end).join('\n').trim();
  return said === '' ? text.trim() : said;
}

async function parse(raw: Buffer): Promise<ParsedMail | undefined> {
  try {
    return await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true, maxHtmlLengthToParse: 2_000_000 });
  } catch {
    return undefined;
  }
}

type OpenedMail = { readonly mail: ParsedMail; readonly text: string; readonly encryption: MailFacts['encryption'] };

async function openEncrypted(kernel: Kernel, outer: ParsedMail, notes: string[]): Promise<OpenedMail> {
  const whole = encryptedPart(outer);
  if (whole !== undefined) {
    const opened = await openAsProgram(kernel, whole, MAIL_BYTES);
    const mail = opened.ok ? await parse(opened.content) : undefined;
    if (mail) return { mail, text: textOf(mail), encryption: 'opened' };
    notes.push(closedWords[opened.ok ? 'broken' : opened.fault]);
    return { mail: { ...outer, attachments: [] }, text: whole, encryption: 'closed' };
  }
  const text = textOf(outer);
  const block = findArmoredMessage(text);
  if (block === undefined) {
    if (outer.attachments.some(({ contentType }) => /pkcs7-mime/u.test(contentType)))
      notes.push('The mail is encrypted by S/MIME, which this server does not open. Download it as it came.');
    return { mail: outer, text, encryption: 'none' };
  }
  const opened = await openAsProgram(kernel, block, MAIL_BYTES);
  if (opened.ok)
    return { mail: outer, text: text.replace(block, () => opened.content.toString('utf8')), encryption: 'opened' };
  notes.push(closedWords[opened.fault]);
  return { mail: outer, text, encryption: 'closed' };
}

const closedWords = {
  no_custody: 'The mail is encrypted to the team; this server cannot open it.',
  no_key: 'The mail is encrypted to a key that is not on this server.',
  broken: 'The encrypted part of the mail could not be opened: it was changed on the way, or is larger than allowed.',
} as const;

/** The armored message of a PGP/MIME mail (RFC 3156 §4). */
function encryptedPart({ headerLines, attachments }: ParsedMail): string | undefined {
  const type = headerLines.find(({ key }) => key === 'content-type')?.line ?? '';
  if (!/multipart\/encrypted/iu.test(type) || !/pgp-encrypted/iu.test(type)) return undefined;
  for (const { contentType, content } of attachments) {
    const found =
      contentType === 'application/pgp-encrypted' ? undefined : findArmoredMessage(content.toString('latin1'));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Pictures that a text refers to are files too; the signature of a signed mail is not. */
const isFile = ({ contentType, content }: Attachment): boolean =>
  content.length > 0 &&
  !/^application\/(?:pgp-signature|pkcs7-signature|x-pkcs7-signature|pgp-encrypted)$/u.test(contentType);

const fileOf = ({ filename, contentType, content }: Attachment) => ({
  name: filename ?? (contentType === 'message/rfc822' ? 'forwarded.eml' : 'file'),
  content,
});

/** mailparser makes a text of HTML where a mail has nothing else. */
const textOf = ({ text }: ParsedMail): string => text ?? '';

const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/gu, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no business in a text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, '')
    .trim();

const cleanLine = (text: string): string => cleanText(text).replace(/\s+/gu, ' ').slice(0, 900).toWellFormed();

type Addresses = NonNullable<ParsedMail['from']>;

const addressesOf = (list: Addresses | undefined): string[] =>
  (list?.value ?? [])
    .flatMap(({ address, group }) => [address, ...(group ?? []).map(one => one.address)])
    .flatMap(one =>
      one !== undefined && /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/u.test(one) && one.length <= 254 ? [one] : [],
    );
