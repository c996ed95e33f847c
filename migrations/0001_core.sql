-- The ground: keys, audit, events, mail, files, rate limits.

create schema core;

-- Says the class of every column of a table in one place, as SQL comments, which is where
-- exports, erasure, retention and the public data map read them (src/core/data-inventory.ts).
-- A line is: column, class, optional "keep N days", then what the column is for.
--   public    nothing about a person, nothing secret
--   personal  about a person, readable in the database
--   sealed    AES-256-GCM, readable only with the keyring
--   hashed    a keyed or one-way hash of something secret or personal
create function core.classify(target regclass, lines text) returns void language plpgsql as $$
declare
  line text;
  part text[];
begin
  foreach line in array string_to_array(lines, E'\n') loop
    continue when btrim(line) = '';
    part := regexp_match(btrim(line), '^(\w+)\s+((?:public|personal|sealed|hashed)(?:, keep \d+ days)?)(?::\s*(.*))?$');
    if part is null then
      raise exception 'core.classify(%): cannot read "%"', target, line;
    end if;
    execute format('comment on column %s.%I is %L', target, part[1], part[2] || coalesce(': ' || part[3], ''));
  end loop;
end $$;

-- One data key per person, report or other subject; the key itself is wrapped by a key-encryption key
-- that lives in the keyring, never here.
create table core.data_key (
  id          bytea primary key check (octet_length(id) = 16),
  subject     text not null,
  purpose     text not null,
  provider    text not null,
  epoch       text not null,
  wrapped     bytea not null,
  uses        bigint not null default 0,
  created_at  timestamptz not null,
  rewrapped_at timestamptz
);
create unique index data_key_subject on core.data_key (subject, purpose);
create index data_key_epoch on core.data_key (provider, epoch);
select core.classify('core.data_key', $$
  id           public: stands inside every ciphertext it sealed
  subject      public: opaque id of whom or what the key belongs to
  purpose      public: what the key seals
  provider     public: which key provider wrapped it
  epoch        public: which key-encryption key wrapped it
  wrapped      sealed: the data key, wrapped
  uses         public: how many messages it may have sealed, in reserved blocks
  created_at   public
  rewrapped_at public
$$);

-- The audit log: rows are committed with the change they tell of, and linked into the hash chain moments later.
create table core.audit_entry (
  id        text primary key,
  at        timestamptz not null,
  actor     text not null,
  action    text not null,
  subject   text not null,
  details   jsonb not null,
  seq       bigint unique,
  prev_hash bytea,
  hash      bytea,
  check ((seq is null) = (hash is null) and (seq is null) = (prev_hash is null))
);
create index audit_entry_unlinked on core.audit_entry (id) where seq is null;
create index audit_entry_subject on core.audit_entry (subject, seq);
select core.classify('core.audit_entry', $$
  id        public
  at        public
  actor     public: opaque id of who acted
  action    public: what was done
  subject   public: opaque id of what it was done to
  details   public: opaque ids and plain facts, never a person's words
  seq       public: place in the chain
  prev_hash public: hash of the entry before
  hash      public: SHA-256 over prev_hash and the canonical entry
$$);

create function core.audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.seq is null and new.seq is not null
     and (new.id, new.at, new.actor, new.action, new.subject, new.details)
       is not distinct from (old.id, old.at, old.actor, old.action, old.subject, old.details) then
    return new;
  end if;
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_entry_append_only before update or delete on core.audit_entry
  for each row execute function core.audit_is_append_only();
create trigger audit_entry_no_truncate before truncate on core.audit_entry
  for each statement execute function core.audit_is_append_only();

create table core.audit_checkpoint (
  seq       bigint primary key,
  hash      bytea not null,
  at        timestamptz not null,
  key_id    text not null,
  signature bytea not null
);
select core.classify('core.audit_checkpoint', $$
  seq       public: the last entry it covers
  hash      public: the chain's hash there
  at        public
  key_id    public: which signing key
  signature public: Ed25519 over the canonical checkpoint
$$);

-- Transactional outbox: an event is committed with its change and handed to its subscribers' jobs afterwards.
create table core.event (
  id            text primary key,
  name          text not null,
  payload       jsonb not null,
  at            timestamptz not null,
  dispatched_at timestamptz
);
create index event_waiting on core.event (id) where dispatched_at is null;
select core.classify('core.event', $$
  id            public
  name          public
  payload       public, keep 30 days: opaque ids only
  at            public
  dispatched_at public: when its subscribers' jobs were made
$$);

create table core.mail (
  id         text primary key,
  recipient  bytea not null,
  subject    bytea not null,
  body       bytea not null,
  state      text not null check (state in ('waiting', 'sent', 'failed')),
  created_at timestamptz not null,
  sent_at    timestamptz
);
create index mail_created on core.mail (created_at desc, id desc);
select core.classify('core.mail', $$
  id         public
  recipient  sealed, keep 30 days: the address
  subject    sealed, keep 30 days
  body       sealed, keep 30 days
  state      public
  created_at public
  sent_at    public
$$);

-- Sealed files; the bytes lie on disk or in an object store, chunked and authenticated.
create table core.file (
  id         text primary key,
  subject    text not null,
  purpose    text not null,
  name       bytea not null,
  media_type text not null,
  size       bigint not null,
  sha256     bytea not null,
  created_at timestamptz not null
);
create index file_subject on core.file (subject);
select core.classify('core.file', $$
  id         public
  subject    public: opaque id of whose data key sealed it
  purpose    public: what it was stored for
  name       sealed: the name its sender gave it
  media_type public: detected from the content
  size       public: bytes before sealing
  sha256     hashed: keyed hash of the content
  created_at public
$$);

-- Rate limits survive nothing and need not: an unlogged table costs no write-ahead log.
create unlogged table core.rate_bucket (
  key       bytea primary key,
  tokens    double precision not null,
  filled_at timestamptz not null
);
select core.classify('core.rate_bucket', $$
  key       hashed, keep 1 days: who and which limit
  tokens    public: what is left
  filled_at public
$$);

-- Facts about this installation: whether it holds demo data, since when.
create table core.installation (
  name  text primary key,
  value text not null
);
select core.classify('core.installation', $$
  name  public
  value public
$$);
