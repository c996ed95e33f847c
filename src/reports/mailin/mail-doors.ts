// The ways in by mail, as the canary scan tries them: a mail at the built-in server, and one as a mailbox would give it.
import { Readable } from 'node:stream';
import type { Door } from '../../core/module.ts';
import { acceptMail } from './accept-mail.ts';
import { imapService } from './imap-poll.ts';
import { openSmtpListener, smtpService } from './smtp-listener.ts';

const WORDS = "what a person wrote here is nobody's business but the reader's";

/** Marked in its sender, its subject, its text and its file. Lines end as RFC 5322 has it. */
const mailOf = (mark: string, to: string): string =>
  [
    `From: ${mark} <${mark}@${mark}.example>`,
    `To: ${to}`,
    `Subject: ${mark}: ${WORDS}`,
    `Message-ID: <${mark}@${mark}.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${WORDS}, says ${mark}.`,
    '--part',
    `Content-Type: text/plain; name="${mark}.txt"`,
    `Content-Disposition: attachment; filename="${mark}.txt"`,
    '',
    `evidence ${mark}`,
    '--part--',
    '',
  ].join('\r\n');

export const mailDoors: readonly Door[] = [
  {
    name: 'a mail by SMTP',
    service: smtpService.name,
    send: async (kernel, mark) => {
      const to = kernel.config.mailIntake?.address ?? 'security@canary.example';
      const { createTransport } = await import('nodemailer');
      const listener = await openSmtpListener(kernel, to, { host: '127.0.0.1', port: 0 });
      const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
      try {
        const envelope = { from: `${mark}@${mark}.example`, to: [to] };
        const { accepted } = await transport.sendMail({ envelope, raw: mailOf(mark, to) });
        return accepted.length === 1;
      } finally {
        transport.close();
        await listener.close();
      }
    },
  },
  {
    name: 'a mail by IMAP',
    service: imapService.name,
    send: async (kernel, mark) => {
      const id = await acceptMail(kernel, {
        via: 'imap',
        content: Readable.from([Buffer.from(mailOf(mark, 'security@canary.example'))]),
        envelope: { from: null, to: [], client: null },
        origin: `canary.example\n${mark}`,
      });
      return id !== undefined;
    },
  },
];
