-- Known issues: what the team knew before anybody reported it, committed to in the audit log without being shown.

create table reports.commitment (
  issue       text primary key references reports.issue on delete cascade,
  source      text not null,
  source_hash bytea not null unique,
  commitment  bytea not null,
  opening     bytea not null,
  entry       text not null,
  at          timestamptz not null
);
select core.classify('reports.commitment', $$
  issue       public
  source      public: what it was imported from
  source_hash hashed: keyed hash of the id that it has there, so that importing twice makes one issue
  commitment  hashed: SHA-256 of what was imported together with a secret nonce, as the audit log says it
  opening     sealed: what was imported with the nonce: whoever is shown it can check the commitment
  entry       public: the audit entry
  at          public
$$);

-- A file of known issues on its way in: read line by line by a job, with what came of each.
create table reports.known_import (
  id          text primary key,
  file        text not null,
  format      text not null,
  state       text not null check (state in ('waiting', 'running', 'done', 'failed')),
  created_by  text not null,
  created_at  timestamptz not null,
  finished_at timestamptz,
  total       integer not null,
  done        integer not null default 0,
  created     integer not null default 0,
  updated     integer not null default 0,
  unchanged   integer not null default 0,
  faulty      integer not null default 0,
  faults      jsonb not null default '[]'
);
create index known_import_newest on reports.known_import (id desc);
select core.classify('reports.known_import', $$
  id          public
  file        public: id of the sealed file
  format      public
  state       public
  created_by  public: opaque id
  created_at  public
  finished_at public
  total       public: rows
  done        public: rows so far
  created     public
  updated     public
  unchanged   public
  faulty      public
  faults      public: line, column and code of the first faults; never a word of the file
$$);
