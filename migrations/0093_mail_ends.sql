-- Which mark on the disk says whether a mail to a list was ended, when its process died before it could say so itself.
alter table core.mail add column end_mark text;
select core.classify('core.mail', $$
  end_mark public: while it is handed over, two random ids: of a folder of this machine, and of the mark in it
$$);
