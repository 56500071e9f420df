-- What was typed for an address that is confirmed already; it counts once its owner says so by the link.
alter table courses_interest add column asked_persons bigint;
alter table courses_interest add column asked_district text;
