// The built-in mail server: takes mails for the intake's address, says 250 once they are committed, and nothing else.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import type { SMTPServerAddress, SMTPServerSession } from 'smtp-server';
import { isRefusal, refuse } from '../../core/errors.ts';
import { networkOf } from '../../core/http/network.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Service } from '../../core/module.ts';
import { OperatorFault } from '../../core/operator-fault.ts';
import { acceptMail } from './accept-mail.ts';
import { MAIL_BYTES } from './received-mail.ts';
import { isIntakeAddress } from './reply-address.ts';

const MOST_RECIPIENTS = 20;
const MOST_CLIENTS = 50;

export type SmtpListener = { readonly port: number; close(): Promise<void> };

/** Starts with the process where SMTP_LISTEN is set. */
export const smtpService: Service = {
  name: 'smtp-listener',
  start: async kernel => {
    const { mailIntake } = kernel.config;
    if (!mailIntake?.smtp) return undefined;
    const { close } = await openSmtpListener(kernel, mailIntake.address, mailIntake.smtp);
    return close;
  },
};

/**
 * Listens.
 * @param at port 0 takes any that is free
 * @throws OperatorFault when the address cannot be listened on
 */
export async function openSmtpListener(
  kernel: Kernel,
  address: string,
  at: { readonly host: string; readonly port: number },
): Promise<SmtpListener> {
  const { SMTPServer } = await import('smtp-server');
  const { tls } = kernel.config;
  const server = new SMTPServer({
    name: address.split('@')[1] ?? 'localhost',
    banner: 'Telltale takes reports of vulnerabilities',
    size: MAIL_BYTES,
    disabledCommands: ['AUTH', ...(tls ? [] : ['STARTTLS'])],
    disableReverseLookup: true,
    maxClients: MOST_CLIENTS,
    socketTimeout: 300_000,
    closeTimeout: 5_000,
    logger: false,
    ...(tls && { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }),
    onMailFrom: (_address, session, done) => {
      Promise.resolve(kernel.rateLimiter.take('mail', networkOf(session.remoteAddress))).then(
        () => done(),
        (error: unknown) => done(isRefusal(error, 'rate_limited') ? tooMany : fault(kernel, error)),
      );
    },
    onRcptTo: ({ address: to }: SMTPServerAddress, { envelope }: SMTPServerSession, done) => {
      if (envelope.rcptTo.length >= MOST_RECIPIENTS) done(reply(452, '4.5.3 Too many recipients'));
      else if (!isIntakeAddress(address, to)) done(reply(550, '5.1.1 No such address here'));
      else done();
    },
    onData: (stream, session, done) => {
      takeIn(kernel, stream, session).then(
        id => done(null, `2.0.0 Taken in as ${id}`),
        (error: unknown) => {
          // The client learns of it once it has sent everything, as the protocol has it.
          const answer = isRefusal(error, 'file_too_large') ? tooLarge : fault(kernel, error);
          if (stream.readableEnded) return done(answer);
          stream.once('end', () => done(answer));
          stream.resume();
        },
      );
    },
  });
  // A client that breaks off is no fault of ours.
  server.on('error', err => kernel.log.debug({ err }, 'a mail client broke off'));
  await new Promise<void>((resolve, reject) => {
    const refused = (error: Error & { code?: string }): void =>
      reject(new OperatorFault(`SMTP_LISTEN: cannot listen on ${at.host}:${at.port} (${error.code ?? error.message})`));
    server.server.once('error', refused);
    server.listen(at.port, at.host, () => {
      server.server.off('error', refused);
      resolve();
    });
  });
  return {
    // A listening TCP server has an address with a port.
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}

async function takeIn(kernel: Kernel, stream: Readable, session: SMTPServerSession): Promise<string> {
  const { mailFrom, rcptTo } = session.envelope;
  const id = await acceptMail(kernel, {
    via: 'smtp',
    content: heardOut(stream),
    envelope: {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      client: { ip: session.remoteAddress, helo: session.hostNameAppearsAs || 'unknown' },
    },
  });
  return id ?? '';
}

/** The mail's bytes. A client is heard out before it is told that its mail is too large, as the protocol has it. */
async function* heardOut(stream: Readable): AsyncGenerator<Buffer, void, undefined> {
  let size = 0;
  for await (const part of stream.iterator({ destroyOnReturn: false })) {
    // The data of a mail comes in buffers.
    const bytes = part as Buffer;
    size += bytes.length;
    if (size <= MAIL_BYTES) yield bytes;
  }
  if (size > MAIL_BYTES) throw refuse('file_too_large', { limitBytes: MAIL_BYTES });
}

/** Whatever it was, the client keeps the mail and comes again. */
function fault(kernel: Kernel, err: unknown): Error {
  kernel.log.error({ err }, 'a mail could not be taken in');
  return reply(451, '4.3.0 Not taken in; try again later');
}

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
const tooMany = reply(451, '4.7.1 Too many mails in a short time; try again later');
const tooLarge = reply(552, `5.3.4 Larger than ${MAIL_BYTES} bytes`);
