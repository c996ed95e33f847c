-- Known issues are told apart by what they say, and compared with the reports that wait for a decision.
alter table reports.commitment add column text_hash bytea, add column import text;
create index commitment_text on reports.commitment (text_hash) where text_hash is not null;
create index commitment_import on reports.commitment (import) where import is not null;
select core.classify('reports.commitment', $$
  issue        public
  source       public: what it was imported from
  source_hash  hashed: keyed hash of the id that it has there, so that importing twice makes one issue
  content_hash hashed: keyed hash of what was imported last
  text_hash    hashed: keyed hash of its title and description, so that the same under another id is told; none without a description
  commitment   hashed: SHA-256 of what was imported together with a secret nonce, as the audit log says it
  opening      sealed: what was imported with the nonce: whoever is shown it can check the commitment
  entry        public: the audit entry
  import       public: the import that brought it
  at           public
$$);

alter table reports.known_import
  drop column faults,
  add column repeated integer not null default 0,
  add column compared integer not null default 0,
  add column to_compare integer;
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
  repeated    public: rows that say the same as another
  faulty      public
  compared    public: waiting reports that were compared with known issues so far
  to_compare  public: how many such reports there are; not known before all rows are in
$$);

-- Which waiting reports looked like an issue that an import brought: told in its result, never a decision.
create table reports.known_match (
  report   text not null references reports.report on delete cascade,
  issue    text not null references reports.issue on delete cascade,
  import   text not null references reports.known_import on delete cascade,
  strength text not null check (strength in ('strong', 'some', 'weak')),
  at       timestamptz not null,
  primary key (import, report)
);
create index known_match_report on reports.known_match (report);
create index known_match_issue on reports.known_match (issue);
select core.classify('reports.known_match', $$
  report   public
  issue    public: the known issue that it is most like
  import   public
  strength public: how much like it
  at       public: when they were compared
$$);
