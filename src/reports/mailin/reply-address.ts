// The address that a report's answers go to. Whoever knows its token writes as the reporter; it cannot be guessed.
import { hashToken, keyedHash } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addReplyToken, findByReplyToken } from './mail-store.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN = `[${ALPHABET}]{26}`;

/** 130 bits, the same for a report each time, in letters that survive mail programs which change case. */
function tokenOf(kernel: Kernel, report: string): string {
  const bytes = keyedHash(kernel.keyring.secretKey('reply-token'), report);
  return Array.from({ length: 26 }, (_, index) => ALPHABET.charAt(bytes.readUInt8(index) & 31)).join('');
}

/** `security+TOKEN@example.com`, and the token alone; undefined when no mail is taken in. */
export async function replyAddressOf(
  kernel: Kernel,
  report: string,
): Promise<{ readonly address: string; readonly token: string } | undefined> {
  const { mailIntake } = kernel.config;
  if (!mailIntake) return undefined;
  const token = tokenOf(kernel, report);
  await addReplyToken(kernel, report, hashToken(token));
  return { address: mailIntake.address.replace('@', `+${token}@`), token };
}

/** Whether mail to this address is for us: the intake's own, with or without something behind a plus. */
export function isIntakeAddress(intake: string, address: string): boolean {
  const [local = '', domain = ''] = intake.toLowerCase().split('@');
  const [given = '', host = ''] = splitAddress(address.toLowerCase());
  return host === domain && (given === local || given.startsWith(`${local}+`) || given === 'postmaster');
}

/** Tokens in addresses that a mail went to, and in Message-IDs that it answers. */
export const tokensIn = (addresses: readonly string[], messageIds: readonly string[]): string[] => [
  ...new Set([
    ...addresses.flatMap(address => new RegExp(`\\+(${TOKEN})@`, 'iu').exec(address)?.[1]?.toLowerCase() ?? []),
    ...messageIds.flatMap(id => new RegExp(`\\.(${TOKEN})@`, 'iu').exec(id)?.[1]?.toLowerCase() ?? []),
  ]),
];

/** The report of the first token that is one. */
export async function findReportByTokens(kernel: Kernel, tokens: readonly string[]): Promise<string | undefined> {
  for (const token of tokens.slice(0, 20)) {
    const report = await findByReplyToken(kernel, hashToken(token));
    if (report !== undefined) return report;
  }
  return undefined;
}

function splitAddress(address: string): [string, string] {
  const at = address.lastIndexOf('@');
  return [address.slice(0, Math.max(at, 0)), address.slice(at + 1)];
}
