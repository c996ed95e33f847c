// A steady load over keep-alive connections, with the time of each request.
import { Pool } from 'undici';

export type LoadRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
};

export type Load = {
  /** Sends that many requests as fast as the connections allow; each must answer with the expected status. */
  run(count: number): Promise<number>;
  /** Milliseconds of each request of the last run. */
  latencies(): readonly number[];
  close(): Promise<void>;
};

/** @param next gives the next request */
export function openLoad(port: number, connections: number, expected: number, next: () => LoadRequest): Load {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
  let latencies: number[] = [];
  return {
    run: async count => {
      latencies = [];
      let left = count;
      const worker = async (): Promise<void> => {
        while (left-- > 0) {
          const begun = performance.now();
          const { statusCode, body } = await pool.request(next());
          const text = await body.text();
          latencies.push(performance.now() - begun);
          if (statusCode !== expected) throw new Error(`${statusCode}: ${text.slice(0, 500)}`);
        }
      };
      await Promise.all(Array.from({ length: connections }, worker));
      return count;
    },
    latencies: () => latencies,
    close: () => pool.close(),
  };
}
