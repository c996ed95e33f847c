-- Reports sent by API: a key that came once stands for one body, so that a request can be repeated without harm.

create table reports.api_submission (
  key_hash   bytea primary key,
  body_hash  bytea not null,
  created_at timestamptz not null
);
create index api_submission_created on reports.api_submission (created_at);
select core.classify('reports.api_submission', $$
  key_hash   hashed: keyed hash of sender and Idempotency-Key
  body_hash  hashed: keyed hash of the body that came with it
  created_at public, keep 30 days
$$);
