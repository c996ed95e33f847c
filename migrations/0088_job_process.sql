-- Which processes work on jobs, so that the others notice when one has died and take up what it left locked.
create table core.job_process (
  process text primary key,
  workers text[] not null,
  seen_at timestamptz not null
);
select core.classify('core.job_process', $$
  process public: random id of a process that works on jobs
  workers public: under these names it locks them
  seen_at public: by the database's clock, when it last said that it lives; gone some minutes after the last time
$$);
select core.moves($$
  core.job_process left: says which processes run here now
$$);
