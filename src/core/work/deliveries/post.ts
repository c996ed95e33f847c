// Posts a message to another server and reads from the answer whether it was taken.
import { HOUR } from '../../clock.ts';
import { isRefusal } from '../../errors.ts';
import type { OutgoingRequest } from '../../fetch.ts';
import type { Kernel } from '../../kernel.ts';
import { readRetryAfter, type TryOutcome } from './delivery.ts';

/** What is kept of an answer, in bytes. */
const ANSWER_BYTES = 1024;
const TIMEOUT_MS = 15_000;

/**
 * Posts once. Any 2xx means taken; 410 means never again (Standard Webhooks); everything else, a redirect included,
 * means not now. An address that the door refuses is given up at once.
 */
export async function postOnce(
  kernel: Pick<Kernel, 'fetch' | 'clock'>,
  url: string,
  {
    headers,
    mayBePrivate = false,
    ...request
  }: Pick<OutgoingRequest, 'plain' | 'signal'> & {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** An admin wrote the address. */
    readonly mayBePrivate?: boolean;
  },
): Promise<TryOutcome> {
  try {
    const answer = await kernel.fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      ...request,
      timeoutMs: TIMEOUT_MS,
      limitBytes: ANSWER_BYTES,
      beginningOnly: true,
      mayBePrivate,
      onlyPublic: !mayBePrivate,
    });
    const { status } = answer;
    const facts = { status, answer: answer.body.length === 0 ? '' : readableStart(answer.body) };
    if (status >= 200 && status < 300) return { outcome: 'accepted', ...facts };
    if (status === 410) return { outcome: 'refused', reason: 'it is gone for good (410)', ...facts };
    const restFor = readRetryAfter(answer.headers['retry-after'], kernel.clock.now(), HOUR);
    return { outcome: 'again', reason: `answered ${status}`, restFor, ...facts };
  } catch (error) {
    if (isRefusal(error, 'outgoing_refused'))
      return { outcome: 'refused', reason: `the address is not allowed: ${reasonOf(error)}` };
    if (isRefusal(error, 'outgoing_failed')) return { outcome: 'again', reason: reasonOf(error) };
    throw error;
  }
}

const reasonOf = ({ details }: { details: Readonly<Record<string, unknown>> }): string =>
  String(details['reason'] ?? 'no answer');

/** The beginning as text: what is no text or would steer a terminal or the direction of writing is shown as a dot. */
export const readableStart = (body: Buffer): string =>
  body
    .subarray(0, ANSWER_BYTES)
    .toString('utf8')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu, mark => (mark === '\n' || mark === '\t' ? mark : '·'));
