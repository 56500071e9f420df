-- Whose wish an entry for a draw is: what tells the household of a resident who was signed in from others, and
-- why staff let an entry count by itself although it shares a contact with an earlier one.
alter table courses_registration add column household text not null default '';
alter table courses_registration add column apart_why text;
create index courses_registration_of_household on courses_registration (household) where household <> '';
