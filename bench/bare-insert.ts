// The baseline server: a bare Fastify route that does one durable single-row insert, and nothing else.
// Run as: node bench/bare-insert.ts SOCKET_DIRECTORY PORT
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import pg from 'pg';

const [socketDir = '', port = ''] = process.argv.slice(2);
const pool = new pg.Pool({ host: socketDir, user: 'telltale', database: 'postgres', max: 16 });
const server = Fastify();
await server.register(formbody);
server.get('/ready', async () => ({ ready: true }));
server.post('/report', async (request, reply) => {
  const { title, description } = request.body as { title: string; description: string };
  const { rows } = await pool.query<{ id: number }>({
    name: 'insert',
    text: 'insert into bench_report (title, description) values ($1, $2) returning id',
    values: [title, description],
  });
  return reply.code(303).header('location', `/report/${rows[0]?.id}`).send();
});
process.on('SIGTERM', () => void server.close().then(() => pool.end()));
await server.listen({ host: '127.0.0.1', port: Number(port) });
