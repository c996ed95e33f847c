-- Advisories while they are written, and every edition that was published.

-- The draft stays after publication, to be edited into the next edition. Its record is sealed under the draft's own
-- data key (its subject is the draft's id): before publication it is a secret.
create table advisories.advisory_draft (
  id           text primary key,
  tracking_id  text not null unique,
  "case"       text references advisories.coordination_case on delete set null,
  state        text not null check (state in ('draft', 'published', 'withdrawn')),
  revision     integer not null default 0,
  content      bytea not null,
  created_by   text not null,
  created_at   timestamptz not null,
  changed_at   timestamptz not null,
  published_at timestamptz
);
create index advisory_draft_case on advisories.advisory_draft ("case") where "case" is not null;
select core.classify('advisories.advisory_draft', $$
  id           public
  tracking_id  public: TTA-2026-0001, by year; a number may be missing, none is given twice
  case         public: the case that it came from
  state        public
  revision     public: counts edits, so that nobody writes over another's
  content      sealed: the record, and who agreed to be named
  created_by   public: opaque id
  created_at   public
  changed_at   public
  published_at public: first publication
$$);

create table advisories.advisory_edition (
  tracking_id text not null,
  number      integer not null,
  record      jsonb not null,
  at          timestamptz not null,
  by          text not null,
  primary key (tracking_id, number)
);
create function advisories.edition_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a published edition of an advisory is never changed';
end $$;
create trigger advisory_edition_stays before update or delete on advisories.advisory_edition
  for each row execute function advisories.edition_is_final();
select core.classify('advisories.advisory_edition', $$
  tracking_id public
  number      public: its revision
  record      public: the record as it was published then
  at          public
  by          public: opaque id of who published it
$$);
