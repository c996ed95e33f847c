-- What people ask for about their own data, and what became of it.
create schema rights;

create table rights.request (
  id               text primary key,
  person           text not null,
  kind             text not null check (kind in ('export', 'erase', 'rectify', 'restrict', 'object')),
  state            text not null
    check (state in ('open', 'working', 'held', 'ready', 'done', 'refused', 'withdrawn', 'failed')),
  words            bytea,
  created_at       timestamptz not null,
  due_at           timestamptz not null,
  extended_to      timestamptz,
  extension_reason bytea,
  runs_at          timestamptz,
  answer           bytea,
  answered_by      text,
  ended_at         timestamptz,
  certificate      text,
  certificate_hash bytea unique
);
create index request_person on rights.request (person, id);
create index request_unanswered on rights.request (due_at) where state in ('open', 'working', 'held');
-- One copy and one erasure at a time.
create unique index request_one on rights.request (person, kind)
  where kind in ('export', 'erase') and state in ('open', 'working', 'held', 'ready');
select core.classify('rights.request', $$
  id               public: opaque id
  person           public: opaque id
  kind             public: what was asked for
  state            public
  words            sealed: what the person asks for in their own words, under their key
  created_at       public
  due_at           public: a month later
  extended_to      public: the later date, when more time was taken
  extension_reason sealed: why, as the person was told, under their key
  runs_at          public: until then an erasure can be taken back
  answer           sealed: as the person got it, under their key
  answered_by      public: opaque id of the member of staff
  ended_at         public
  certificate      public: signed record of an erasure; opaque ids and names of applications only
  certificate_hash hashed: SHA-256 of the 256-bit token in the address of the certificate
$$);

-- The copy of somebody's data that is being made, or lies ready.
create table rights.copy (
  request    text primary key references rights.request on delete cascade,
  recipient  bytea,
  done       bigint not null default 0,
  total      bigint not null default 0,
  file       text,
  size       bigint,
  counts     text,
  created_at timestamptz not null,
  ready_at   timestamptz,
  ends_at    timestamptz,
  taken_at   timestamptz
);
create index copy_ends on rights.copy (ends_at) where ends_at is not null;
select core.classify('rights.copy', $$
  request    public: opaque id
  recipient  sealed: the age recipient that the person wants it sealed for, under their key
  done       public: rows written so far
  total      public: rows there are
  file       public: id of the archive in core.file; null once it is gone
  size       public: bytes
  counts     public: JSON; rows by module and list
  created_at public
  ready_at   public
  ends_at    public: when it is destroyed
  taken_at   public: when it was last downloaded
$$);

-- What must not be erased for now, part by part: never a whole account.
create table rights.hold (
  id          text primary key,
  person      text not null,
  part        text not null,
  reason      bytea not null,
  until       timestamptz not null,
  created_at  timestamptz not null,
  created_by  text not null,
  released_at timestamptz,
  released_by text
);
create index hold_person on rights.hold (person) where released_at is null;
create index hold_until on rights.hold (until) where released_at is null;
select core.classify('rights.hold', $$
  id          public: opaque id
  person      public: opaque id
  part        public: name of the module whose part is held
  reason      sealed: why, in the words of staff, under the hold's own key
  until       public: when it ends by itself
  created_at  public
  created_by  public: opaque id
  released_at public
  released_by public: opaque id
$$);

-- Applications are told to delete what they hold of somebody, and say what they did.
create table rights.deletion_order (
  id              text primary key,
  person          text not null,
  request         text,
  application     text not null,
  cause           text not null check (cause in ('erased', 'asked')),
  document        text not null,
  created_at      timestamptz not null,
  due_at          timestamptz not null,
  reminded_at     timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  outcome         text check (outcome in ('deleted', 'nothing_held', 'kept_by_law')),
  note            bytea
);
create unique index deletion_order_request on rights.deletion_order (request, application);
create unique index deletion_order_asked on rights.deletion_order (person, application)
  where cause = 'asked' and acknowledged_at is null;
create index deletion_order_application on rights.deletion_order (application, id);
create index deletion_order_open on rights.deletion_order (due_at) where acknowledged_at is null;
select core.classify('rights.deletion_order', $$
  id              public: opaque id
  person          public: opaque id
  request         public: opaque id of the erasure that it follows from
  application     public: opaque id
  cause           public: the person was erased, or asked for it after taking access back
  document        public: the signed order; opaque ids by which the application knows owner and cars
  created_at      public
  due_at          public
  reminded_at     public
  acknowledged_at public
  acknowledged_by public: opaque id of the developer
  outcome         public: what they say they did
  note            sealed: what they add, under the order's own key
$$);

-- The last mail to somebody who is erased is not kept.
alter table core.mail add column forget boolean not null default false;
select core.classify('core.mail', $$
  forget public: whether the row goes as soon as the mail has left
$$);

select core.moves($$
  rights.request        left: belongs to the people of this server
  rights.copy           left: belongs to the people of this server
  rights.hold           left: belongs to the people of this server
  rights.deletion_order left: belongs to the people of this server
$$);
