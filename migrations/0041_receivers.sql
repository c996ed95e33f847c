-- Receivers: other systems that are told that something has happened.

create schema trackers;

create table trackers.receiver (
  id         text primary key,
  kind       text not null check (kind in ('webhook', 'slack', 'teams')),
  name       bytea not null,
  url        bytea not null,
  events     text[] not null,
  stopped    text check (stopped in ('admin', 'failing', 'gone')),
  stopped_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
select core.classify('trackers.receiver', $$
  id         public
  kind       public
  name       sealed: what the team calls it
  url        sealed: where it is posted to; whoever has it may post to a chat
  events     public: types of notices that it wants
  stopped    public: why nothing is sent to it; null while it is on
  stopped_at public
  created_by public: opaque id
  created_at public
  changed_at public
$$);

-- What signs the notices of a webhook. Two are good at a time while they are exchanged.
create table trackers.signing_secret (
  id         text primary key,
  receiver   text not null references trackers.receiver on delete cascade,
  secret     bytea not null,
  created_at timestamptz not null,
  ends_at    timestamptz
);
create index signing_secret_receiver on trackers.signing_secret (receiver, id desc);
select core.classify('trackers.signing_secret', $$
  id         public
  receiver   public
  secret     sealed
  created_at public
  ends_at    public: when it signs no more; null for the present one
$$);
