// A mail server that takes every message, tells to whom it was, and forgets it: enough of RFC 5321 for a client that sends one mail after another.
import { createServer } from 'node:net';

export type MailSink = { readonly url: string; readonly taken: () => number; readonly close: () => void };

/** @param onMail told of the recipient of each mail that was taken, in lower case */
export async function openMailSink(port: number, onMail?: (recipient: string) => void): Promise<MailSink> {
  let taken = 0;
  const server = createServer(socket => {
    let text = '';
    let isData = false;
    let recipient = '';
    socket.on('error', () => undefined);
    socket.write('220 sink ESMTP\r\n');
    socket.on('data', bytes => {
      text += bytes.toString('latin1');
      for (;;) {
        const end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = text.slice(0, end).toUpperCase();
        text = text.slice(end + (isData ? 5 : 2));
        if (isData) {
          isData = false;
          taken += 1;
          onMail?.(recipient);
          socket.write('250 taken\r\n');
        } else if (line.startsWith('DATA')) {
          isData = true;
          socket.write('354 go on\r\n');
        } else {
          recipient = /^RCPT TO:<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? recipient;
          socket.write(line.startsWith('QUIT') ? '221 bye\r\n' : '250 fine\r\n');
        }
      }
    });
  });
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done));
  return { url: `smtp://127.0.0.1:${port}`, taken: () => taken, close: () => void server.close() };
}
