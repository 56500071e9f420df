-- How often a registration came to stand elsewhere: the sequence of its calendar file rises with it (RFC 5546).
alter table courses_registration add column turns bigint not null default 0;
update courses_registration set turns = 1;
