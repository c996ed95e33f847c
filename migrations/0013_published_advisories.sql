-- Advisories as published: the record from which every artefact is made.

create table advisories.published_advisory (
  tracking_id  text primary key,
  title        text not null,
  record       jsonb not null,
  published_at timestamptz not null,
  updated_at   timestamptz not null
);
create index published_advisory_published on advisories.published_advisory (published_at desc, tracking_id);
select core.classify('advisories.published_advisory', $$
  tracking_id  public
  title        public
  record       public: the advisory record in its newest revision, TLP:CLEAR
  published_at public: first publication
  updated_at   public: newest revision
$$);
