-- What was found about a file of evidence after it came in: whether it is safe to look at, and what it shows.
create table reports.file_check (
  file       text primary key references reports.attachment on delete cascade,
  report     text not null,
  checked_at timestamptz not null,
  virus      text not null check (virus in ('clean', 'infected', 'skipped', 'failed')),
  virus_name bytea,
  picture    text,
  findings   bytea
);
create index file_check_report on reports.file_check (report);
select core.classify('reports.file_check', $$
  file       public: the file of evidence
  report     public: or the draft
  checked_at public
  virus      public: what the virus scanner said; skipped when there is none
  virus_name sealed: what the scanner calls it
  picture    public: id of the file that was drawn anew from it, without metadata; none when it is no picture
  findings   sealed: which kinds of secrets and personal data stand on which lines of a text
$$);
