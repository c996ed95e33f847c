// The baseline server: a bare Fastify route that does one prepared PostgreSQL point read, and nothing else.
// Run as: node bench/bare-point-read.ts SOCKET_DIRECTORY PORT
import Fastify from 'fastify';
import pg from 'pg';

const [socketDir = '', port = ''] = process.argv.slice(2);
const pool = new pg.Pool({ host: socketDir, user: 'telltale', database: 'postgres', max: 16 });
const server = Fastify();
server.get('/vehicles/:id/odometer', async request => {
  const { id } = request.params as { id: string };
  const { rows } = await pool.query<{ distance: number }>({
    name: 'point-read',
    text: 'select distance from bench_odometer where vehicle = $1',
    values: [id],
  });
  return { distance: rows[0]?.distance };
});
process.on('SIGTERM', () => void server.close().then(() => pool.end()));
await server.listen({ host: '127.0.0.1', port: Number(port) });
