// What DKIM, SPF, DMARC and ARC say about a mail. It is shown to staff and decides nothing.
import type { ResolveDns } from '../../core/dns.ts';
import type { MailAuthentication, MailEnvelope } from './received-mail.ts';

/** Checks a mail; what cannot be checked is `temperror` or absent, never a reason to refuse it. */
export async function authenticateMail(
  raw: Buffer,
  { from, client }: MailEnvelope,
  dns: ResolveDns,
): Promise<MailAuthentication> {
  // Loaded here: only who takes mails in pays for it.
  const { authenticate } = await import('mailauth');
  try {
    const result = await authenticate(raw, {
      resolver: dns,
      disableBimi: true,
      trustReceived: false,
      mta: 'telltale',
      ...(client && { ip: client.ip, helo: client.helo, sender: from ?? '' }),
    });
    const { dkim, spf, dmarc, arc } = result;
    return {
      dkim: dkim.results
        .filter(({ signingDomain }) => signingDomain !== undefined)
        .slice(0, 5)
        .map(({ signingDomain = '', status }) => ({
          domain: signingDomain.slice(0, 255),
          result: status.result,
          isAligned: Boolean(status.aligned),
        })),
      spf: client && spf ? { domain: spf.domain.slice(0, 255), result: spf.status.result } : null,
      dmarc: dmarc ? { domain: dmarc.domain.slice(0, 255), result: dmarc.status.result, policy: dmarc.p } : null,
      arc: arc && arc.i !== false && arc.i > 0 ? arc.status.result : null,
    };
  } catch {
    return unchecked;
  }
}

/** For mails that could not be checked at all. */
export const unchecked: MailAuthentication = { dkim: [], spf: null, dmarc: null, arc: null };
