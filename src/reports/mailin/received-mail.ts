// A mail that came in, as plain values: what is known of it, and what became of it.
import type { FileId } from '../../core/files.ts';

export type MailDoor = 'smtp' | 'imap' | 'demo';

/**
 * report: began one. message: went into a conversation. automatic: an out-of-office note or the like. bounce: a mail
 * of ours was not delivered. duplicate: came before. loop: our own. probe: a test of our own that it arrives.
 */
export type MailOutcome = 'report' | 'message' | 'automatic' | 'bounce' | 'duplicate' | 'loop' | 'probe';

/** Who handed the mail over. */
export type MailEnvelope = {
  /** Empty for bounces; null where nobody told us (IMAP). */
  readonly from: string | null;
  readonly to: readonly string[];
  /** Of the server that handed it over; forgotten once it was used to check the sender. */
  readonly client: { readonly ip: string; readonly helo: string } | null;
};

/** A result of a check by its standard's word: pass, fail, softfail, neutral, none, temperror, permerror, policy. */
export type MailAuthentication = {
  readonly dkim: readonly { readonly domain: string; readonly result: string; readonly isAligned: boolean }[];
  /** Null when no server handed it to us (IMAP). */
  readonly spf: { readonly domain: string; readonly result: string } | null;
  readonly dmarc: { readonly domain: string; readonly result: string; readonly policy: string } | null;
  readonly arc: string | null;
};

/** What staff is told of a mail beside its text. */
export type MailFacts = {
  /** The address in `From`; empty when there is none that can be read. */
  readonly sender: string;
  readonly subject: string;
  readonly authentication: MailAuthentication;
  /** Whether it came encrypted, and whether this server opened it. */
  readonly encryption: 'none' | 'opened' | 'closed';
  /** What of it could not be taken over as it was: sentences for staff. */
  readonly notes: readonly string[];
};

export type ReceivedMail = {
  readonly id: string;
  readonly at: Date;
  readonly via: MailDoor;
  readonly file: FileId;
  readonly size: number;
  readonly state: 'waiting' | 'done';
  readonly outcome: MailOutcome | null;
  readonly report: string | null;
  readonly isNewReport: boolean;
  readonly tries: number;
  readonly thanked: boolean;
  readonly processedAt: Date | null;
  readonly envelope: MailEnvelope | null;
  /** Null until it was processed. */
  readonly facts: MailFacts | null;
};

/** What became of a mail, in words for staff. */
export const outcomeWords: Readonly<Record<MailOutcome, string>> = {
  report: 'Became a report',
  message: 'Went into the conversation',
  automatic: 'Automatic answer, set aside',
  bounce: 'A mail of ours came back',
  duplicate: 'Came before',
  loop: 'Our own mail, set aside',
  probe: 'Our own test mail',
};

/** Largest mail in bytes; its files are held to the limits of evidence later. */
export const MAIL_BYTES = 40 * 1024 * 1024;
