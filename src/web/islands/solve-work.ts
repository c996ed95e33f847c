// A worker: finds the number that solves an ALTCHA challenge, away from the page so that typing stays smooth.
import { sha256 } from './sha256.ts';

self.addEventListener('message', ({ data }: MessageEvent<{ challenge: string; salt: string; maxnumber: number }>) => {
  const { challenge, salt, maxnumber } = data;
  for (let number = 0; number <= maxnumber; number++)
    if (sha256(`${salt}${number}`) === challenge) {
      self.postMessage(number);
      return;
    }
  self.postMessage(null);
});
