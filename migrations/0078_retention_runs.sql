-- Each run of retention leaves what it did, and what it found when it looked again.
create table core.retention_run (
  rule      text not null,
  at        timestamptz not null,
  touched   integer not null,
  left_over integer not null,
  oldest    timestamptz,
  primary key (rule, at)
);
select core.classify('core.retention_run', $$
  rule      public, keep 400 days: table and days
  at        public
  touched   public: rows deleted or emptied
  left_over public: rows found afterwards that are older than allowed
  oldest    public: the oldest row that is left with such data
$$);
select core.moves($$
  core.retention_run left: what this server did
$$);
