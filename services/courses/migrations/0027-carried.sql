-- What became of a yes at its time, the notice it agreed to, and whether the party declared to belong to the
-- target group of the next run.
alter table courses_carry_party add column outcome text not null default '';
alter table courses_carry_party add column notice_version text not null default '';
alter table courses_carry_party add column declared boolean not null default false;
