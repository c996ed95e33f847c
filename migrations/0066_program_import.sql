-- A program that an admin brings in through the browser: looked at first, taken in at the next start.
create table core.program_import (
  id           text primary key,
  asked_by     text not null,
  state        text not null check (state in ('checking', 'ready', 'refused', 'confirmed', 'failed', 'done')),
  key          bytea,
  file         text,
  size         bigint not null,
  done         integer not null default 0,
  total        integer not null default 0,
  summary      text,
  fault        text,
  created_at   timestamptz not null,
  confirmed_at timestamptz,
  ended_at     timestamptz
);
-- One is brought in at a time.
create unique index program_import_one on core.program_import ((true));
select core.classify('core.program_import', $$
  id           public: opaque id
  asked_by     public: opaque id of the admin
  state        public
  key          sealed: what the passphrase was made into, until the program has been taken in
  file         public: id of the archive in core.file; null once it is gone
  size         public: bytes
  done         public: how many rows and files have been looked at
  total        public: how many the archive says it holds
  summary      public: JSON; where and when it was made, and how many rows of each table it holds
  fault        public: one sentence why it was refused, or failed
  created_at   public
  confirmed_at public
  ended_at     public: when it was taken in, or failed
$$);
select core.moves($$
  core.program_import left: belongs to whoever brought it
$$);
