-- An archive of the whole program that an admin asked for.
create table core.program_archive (
  id         text primary key,
  asked_by   text not null,
  state      text not null check (state in ('waiting', 'making', 'ready', 'failed')),
  key        bytea,
  done       integer not null default 0,
  total      integer not null default 0,
  file       text,
  size       bigint,
  created_at timestamptz not null,
  ready_at   timestamptz
);
-- One is made at a time.
create unique index program_archive_at_work on core.program_archive ((true)) where state in ('waiting', 'making');
select core.classify('core.program_archive', $$
  id         public: opaque id
  asked_by   public: opaque id of the admin
  state      public
  key        sealed: what the passphrase was made into, until the archive is ready
  done       public: how many rows and files are in it by now
  total      public: how many there were when it was begun
  file       public: id of the archive in core.file
  size       public: bytes
  created_at public
  ready_at   public
$$);
select core.moves($$
  core.program_archive left: belongs to whoever asked for it
$$);
