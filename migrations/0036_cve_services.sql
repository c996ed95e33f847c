-- CVE ids of advisories at CVE Services: what was reserved and published there, and what is being asked for now.

create table advisories.cve_assignment (
  id          text primary key,
  advisory    text not null references advisories.advisory_draft,
  cve_id      text unique,
  year        integer not null,
  standing    text not null check (standing in ('none', 'reserved', 'published', 'rejected')),
  task        text check (task in ('reserve', 'publish', 'reject')),
  stage       text check (stage in ('waiting', 'sent', 'unclear', 'failed')),
  sent_at     timestamptz,
  candidates  text[] not null default '{}',
  reason      bytea,
  fault       bytea,
  edition     integer,
  there       jsonb,
  differs     text[] not null default '{}',
  compared_at timestamptz,
  asked_by    text not null,
  asked_at    timestamptz not null,
  changed_at  timestamptz not null,
  check ((task is null) = (stage is null)),
  check ((standing = 'none') = (cve_id is null))
);
-- An advisory has one id at a time; a rejected one may be followed by another.
create unique index cve_assignment_advisory on advisories.cve_assignment (advisory) where standing <> 'rejected';
create index cve_assignment_task on advisories.cve_assignment (task, stage) where task is not null;
select core.classify('advisories.cve_assignment', $$
  id          public
  advisory    public: the draft that it is for
  cve_id      public: CVE-2026-12345
  year        public: of which the id is asked
  standing    public: none, reserved, published or rejected, as CVE Services last confirmed
  task        public: what is being asked for
  stage       public: waiting; sent and not answered yet; unclear whether it arrived; failed until a person acts
  sent_at     public: when the present task was last sent
  candidates  public: ids of which one may be what an unclear reservation brought
  reason      sealed: why the id is rejected
  fault       sealed: what CVE Services said against the task
  edition     public: the newest edition of the advisory that CVE Services have
  there       public: the record as it stood there when last compared
  differs     public: names of the fields that are not as we published them
  compared_at public
  asked_by    public: opaque id of who asked
  asked_at    public
  changed_at  public
$$);
