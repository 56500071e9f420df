-- A link or code that went to a wrong address opens nothing once the address is corrected.
alter table petitions_case add column contact_version bigint not null default 0;
