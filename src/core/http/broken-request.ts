// Answers what is no HTTP request at all: it never reaches a route, and gets the same headers and form of error all the same.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errors } from '../../catalog/errors.ts';
import type { Config } from '../config.ts';
import type { Random } from '../crypto/random.ts';
import { newUuid } from '../ids.ts';
import { baseHeaders } from './headers.ts';

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What to do when Node's parser gives up on a connection: answer once, then close it. */
export const answerBrokenRequest =
  (config: Config, random: Random) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUS[error.code ?? ''] ?? 400;
    const requestId = newUuid(random);
    const { title, advice: detail } = errors.invalid_input;
    const body = JSON.stringify({ type: 'about:blank', title, status, detail, code: 'invalid_input', requestId });
    const headers = {
      ...baseHeaders(config),
      'request-id': requestId,
      // SDKs of the vehicle API read it by this name; which API was meant is not known any more.
      'sc-request-id': requestId,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  };
