-- The public record: the program's log without names, its editions, and tests of its contacts.

create schema record;

create function record.stays() returns trigger language plpgsql as $$
begin
  raise exception 'the public log is append-only';
end $$;

-- Lines of the public log. The pseudonym is a keyed hash: without the key nobody finds the report.
create table record.line (
  n       integer primary key,
  edition integer not null,
  text    text not null
);
create trigger line_append_only before update or delete on record.line
  for each statement execute function record.stays();
create trigger line_no_truncate before truncate on record.line
  for each statement execute function record.stays();
select core.classify('record.line', $$
  n       public: counts from 1 without a gap
  edition public: by which it was added
  text    public: the event as it stands in the file
$$);

create table record.edition (
  number       integer primary key,
  statement    text not null,
  figures      text not null,
  entry        text not null,
  signed       text,
  made_at      timestamptz not null
);
select core.classify('record.edition', $$
  number    public: counts from 1 without a gap
  statement public: what is signed, as canonical JSON
  figures   public: the figures that follow from the log up to here, as canonical JSON
  entry     public: the entry of the audit log that holds the statement's hash
  signed    public: statement, place in the audit log and signature as they stand in the file; none until it is signed
  made_at   public
$$);

-- An edition that was signed stays as it is.
create function record.edition_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.signed is null and new.signed is not null
     and (new.number, new.statement, new.figures, new.entry, new.made_at)
       is not distinct from (old.number, old.statement, old.figures, old.entry, old.made_at)
  then return new;
  end if;
  raise exception 'an edition of the public log is never changed';
end $$;
create trigger edition_stays before update or delete on record.edition
  for each row execute function record.edition_stays();
create trigger edition_no_truncate before truncate on record.edition
  for each statement execute function record.stays();

-- When something was first published about what a report found.
create table record.publication (
  report       text primary key,
  published_at timestamptz not null
);
select core.classify('record.publication', $$
  report       public: opaque id
  published_at public
$$);

-- Tests of the contacts that are published.
create table record.contact_test (
  id         text primary key,
  contact    text not null,
  created_at timestamptz not null,
  state      text not null check (state in ('waiting', 'works', 'fails', 'unsure')),
  finding    text not null,
  probe      text unique,
  done_at    timestamptz,
  check ((state = 'waiting') = (done_at is null))
);
create index contact_test_newest on record.contact_test (contact, id desc);
create index contact_test_waiting on record.contact_test (created_at) where state = 'waiting';
select core.classify('record.contact_test', $$
  id         public
  contact    public: which of the published contacts
  created_at public, keep 400 days: when it began
  state      public
  finding    public: what was found, in a sentence of ours
  probe      public: names the mail that must come back
  done_at    public
$$);
