-- What was said or done by a program through an API token: it is shown as automated, and stops no clock of a human answer.

alter table reports.message add column token text;
alter table reports.timeline_entry add column token text;
select core.classify('reports.message', $$
  token public: opaque id of the API token that wrote it; null for a person
$$);
select core.classify('reports.timeline_entry', $$
  token public: opaque id of the API token that did it; null for a person
$$);
