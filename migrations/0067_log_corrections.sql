-- Corrections of the public log: an entry that says that a line counts no more; the line itself stays.
create table record.correction (
  id        text primary key,
  pseudonym text not null,
  line      integer,
  why       text not null,
  made_by   text not null,
  made_at   timestamptz not null,
  edition   integer
);
create unique index correction_once on record.correction (pseudonym, coalesce(line, 0));
select core.classify('record.correction', $$
  id        public: opaque id
  pseudonym public: of the report in the log
  line      public: number of the line that counts no more; null for all lines of the report, later ones too
  why       public: what everybody reads
  made_by   public: opaque id of the admin
  made_at   public
  edition   public: by which it was published; null while it waits
$$);
select core.moves($$
  record.correction carried
$$);
