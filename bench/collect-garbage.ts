// Has a server collect all its garbage, through its inspector: what is left then is in use.

type Answer = { readonly id?: number };

/** What a server needs in its environment for that. @param port of the inspector, on this machine only */
export const inspectedAt = (port: number): Record<string, string> => ({
  NODE_OPTIONS: `--inspect=127.0.0.1:${port} --inspect-publish-uid=http`,
});

/** Returns once everything that nothing refers to is gone from the heap and its pages are given back. */
export async function collectGarbage(port: number): Promise<void> {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Error('no inspector answers');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the inspector does not talk'));
  });
  // The second time takes what the first one's finalizers let go.
  for (const id of [1, 2]) {
    const done = new Promise<void>(resolve => {
      socket.onmessage = ({ data }) => {
        if ((JSON.parse(String(data)) as Answer).id === id) resolve();
      };
    });
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await done;
  }
  socket.close();
}
