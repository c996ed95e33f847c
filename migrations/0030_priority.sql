-- What reports are weighed by, and the public lists about exploitation.

create table reports.weighing (
  report     text primary key references reports.report on delete cascade,
  factors    bytea not null,
  weighed_at timestamptz not null,
  weighed_by text not null
);
select core.classify('reports.weighing', $$
  report     public
  factors    sealed: SSVC selection, linked CVEs and impact ratings, as JSON
  weighed_at public
  weighed_by public: opaque id of the person
$$);

-- CISA's list of known exploited vulnerabilities and FIRST's EPSS, as last imported. Public data.
create table reports.known_exploited (
  cve        text primary key,
  added_on   date not null,
  ransomware boolean not null
);
select core.classify('reports.known_exploited', $$
  cve        public
  added_on   public: when CISA listed it
  ransomware public: whether ransomware campaigns are known to use it
$$);

create table reports.exploit_prediction (
  cve        text primary key,
  score      double precision not null check (score between 0 and 1),
  percentile double precision not null check (percentile between 0 and 1)
);
select core.classify('reports.exploit_prediction', $$
  cve        public
  score      public: probability of exploitation within 30 days
  percentile public: share of all CVEs with at most this score
$$);

create table reports.exploit_list (
  kind        text primary key check (kind in ('kev', 'epss')),
  day         date not null,
  version     text not null,
  entries     integer not null,
  sha256      text not null,
  imported_at timestamptz not null,
  imported_by text not null
);
select core.classify('reports.exploit_list', $$
  kind        public
  day         public: of which day the list is
  version     public: what the list calls itself
  entries     public
  sha256      public: of the file
  imported_at public
  imported_by public: opaque id of the person, or of the job
$$);
