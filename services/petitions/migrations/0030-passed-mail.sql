-- What answers a message that was passed on as a report about the director is one too.
alter table petitions_mail add column passed boolean not null default false;
